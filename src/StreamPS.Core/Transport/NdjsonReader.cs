using System;
using System.IO;

namespace StreamPS.Transport;

/// <summary>Cuts a stream of bytes into lines that are one JSON document each (NDJSON, JSON Lines). Empty lines count for nothing.</summary>
internal sealed class NdjsonReader : EventReader
{
    private const byte LineFeed = (byte)'\n';

    // No line end stands before this place in the window.
    private int _searched;

    public NdjsonReader(Stream stream, int maxEventBytes = DefaultMaxEventBytes)
        : base(stream, maxEventBytes)
    {
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
        while (!line.IsEmpty && IsWhiteSpace(line[0]))
            line = line.Slice(1);
        return line;
    }

    private static bool IsWhiteSpace(byte value) => value is (byte)' ' or (byte)'\t' or (byte)'\r';
}
