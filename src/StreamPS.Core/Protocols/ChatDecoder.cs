using System;
using StreamPS.Transport;

namespace StreamPS.Protocols;

/// <summary>Turns the events of one stream into deltas. It has the state of its stream, so each stream has its own.</summary>
internal abstract class ChatDecoder
{
    /// <summary>Decodes one event.</summary>
    /// <param name="streamEvent">The event.</param>
    /// <param name="output">Where deltas, the end marker and errors go.</param>
    /// <exception cref="System.Text.Json.JsonException">The event isn't what the protocol says.</exception>
    public abstract void Decode(StreamEvent streamEvent, DecodedStream output);

    /// <summary>
    /// Hands out what is still held back when the stream ends without an end marker, and says whether that can be the end all the same.
    /// </summary>
    /// <param name="output">Where deltas go.</param>
    public virtual void Release(DecodedStream output)
    {
    }

    /// <summary>Decodes a body that is one JSON document though a stream was asked for.</summary>
    /// <param name="body">The whole body, UTF-8.</param>
    /// <param name="output">Where deltas, the end and errors go.</param>
    /// <exception cref="System.Text.Json.JsonException">The body isn't what the protocol says.</exception>
    public abstract void DecodeDocument(ReadOnlySpan<byte> body, DecodedStream output);
}
