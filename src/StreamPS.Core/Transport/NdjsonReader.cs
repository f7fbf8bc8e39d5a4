using System;
using System.IO;
using System.Text.Json;

namespace StreamPS.Transport;

/// <summary>Cuts a stream of bytes into lines that are one JSON document each (NDJSON, JSON Lines). Empty lines count for nothing.</summary>
internal sealed class NdjsonReader : EventReader
{
    /// <summary>The media type of such a stream.</summary>
    public const string MediaType = "application/x-ndjson";

    private const byte LineFeed = (byte)'\n';

    // No line end stands before this place in the window.
    private int _searched;

    public NdjsonReader(Stream stream, int maxEventBytes = DefaultMaxEventBytes)
        : base(stream, maxEventBytes)
    {
    }

    /// <summary>Only if its first line isn't a whole document by itself.</summary>
    public override bool? IsDocument
    {
        get
        {
            var bytes = TrimStart(Window.Bytes);
            int length = bytes.IndexOf(LineFeed);
            return length < 0 ? null : !IsWhole(bytes.Slice(0, length));
        }
    }

    /// <inheritdoc/>
    public override bool TryRead(out StreamEvent streamEvent)
    {
        while (true)
        {
            var bytes = Window.Bytes;
            int length = bytes.Slice(_searched).IndexOf(LineFeed);
            if (length < 0)
            {
                _searched = bytes.Length;
                streamEvent = default;
                return false;
            }

            var line = Trim(bytes.Slice(0, _searched + length));
            Window.Consume(_searched + length + 1);
            _searched = 0;
            if (line.IsEmpty)
                continue;

            streamEvent = new StreamEvent(type: default, line);
            return true;
        }
    }

    /// <inheritdoc/>
    public override bool TryReadRemainder(out StreamEvent streamEvent)
    {
        var line = Trim(Window.Bytes);
        Window.Consume(Window.Length);
        _searched = 0;
        streamEvent = new StreamEvent(type: default, line, isTerminated: false);
        return !line.IsEmpty;
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> line)
    {
        while (!line.IsEmpty && IsWhiteSpace(line[line.Length - 1]))
            line = line.Slice(0, line.Length - 1);
        return TrimStart(line);
    }

    private static ReadOnlySpan<byte> TrimStart(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty && IsWhiteSpace(text[0]))
            text = text.Slice(1);
        return text;
    }

    private static bool IsWhiteSpace(byte value) => value is (byte)' ' or (byte)'\t' or (byte)'\r' or LineFeed;

    // A line that isn't JSON at all is whole, too: what comes after it wouldn't change that.
    private static bool IsWhole(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line, isFinalBlock: false, state: default);
        try
        {
            return reader.Read() && reader.TrySkip();
        }
        catch (JsonException)
        {
            return true;
        }
    }
}
