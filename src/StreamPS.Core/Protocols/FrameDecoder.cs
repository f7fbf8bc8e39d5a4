using System;
using System.Text;
using StreamPS.Transport;

namespace StreamPS.Protocols;

/// <summary>
/// What the decoders have in common. Most frames of a reply differ from the one before in their text alone, or in their text and in places
/// where nothing matters: those aren't parsed.
/// </summary>
internal abstract class FrameDecoder<TFrame> : ChatDecoder
    where TFrame : JsonFrame, new()
{
    private readonly FramePattern _pattern = new();
    private FrameText _text;

    /// <summary>Whether <c>[DONE]</c> is the end. Gateways that come from other formats add it where it isn't.</summary>
    protected virtual bool EndsWithDone => false;

    /// <summary>What the frame says that was read last.</summary>
    protected TFrame Frame { get; } = new();

    public sealed override void Decode(StreamEvent streamEvent, DecodedStream output)
    {
        var frame = streamEvent.Data;
        if (_pattern.TryMatch(frame, out var text))
        {
            TakeNumbers(_pattern);
            output.Add(_text.ToDelta(Encoding.UTF8.GetString(text)));
        }
        else if (streamEvent.Type.SequenceEqual("error"u8))
        {
            Fail(frame, output);
        }
        else
        {
            DecodeFrames(streamEvent.Type, frame, output);
        }
    }

    public override void DecodeDocument(ReadOnlySpan<byte> body, DecodedStream output) => DecodeFrames(type: default, body, output);

    /// <summary>Decodes the documents of an event: some services put two into one.</summary>
    protected void DecodeFrames(ReadOnlySpan<byte> type, ReadOnlySpan<byte> documents, DecodedStream output)
    {
        int start = JsonSpace.Skip(documents, 0);
        int position = start;
        while (position < documents.Length && output.Error is null && !output.HasEnded)
        {
            var document = documents.Slice(position);
            if (document.StartsWith("[DONE]"u8))
            {
                output.HasEnded = EndsWithDone;
                return;
            }

            int length = Frame.Read(document);
            output.Id ??= Frame.Id;
            output.Model ??= Frame.Model;
            AddFrame(type, output);
            if (Frame.HasError)
                Fail(document.Slice(0, length), output);
            else if (position == start && position + length == documents.Length)
                Remember(documents, start);
            position = JsonSpace.Skip(documents, position + length);
        }
    }

    /// <summary>Adds what the frame says that was just read. If that is an error of the service, its flag is set.</summary>
    /// <param name="type">The event's name.</param>
    /// <param name="output">Where deltas and the end go.</param>
    protected abstract void AddFrame(ReadOnlySpan<byte> type, DecodedStream output);

    /// <summary>The kind of the text that the frame brings, if that is all it brings: a frame like it with another text means that text.</summary>
    protected abstract FrameText? GetText();

    /// <summary>Takes over the numbers of a frame that wasn't parsed.</summary>
    protected virtual void TakeNumbers(FramePattern pattern)
    {
    }

    /// <summary>Ends the stream with the service's error.</summary>
    protected virtual void Fail(ReadOnlySpan<byte> error, DecodedStream output) => output.Error = ServiceErrorReader.Read(error);

    private void Remember(ReadOnlySpan<byte> frame, int start)
    {
        if (GetText() is { } text && _pattern.Remember(frame, start, Frame.Holes))
            _text = text;
    }
}
