using System;
using System.IO;

namespace StreamPS.Transport;

/// <summary>
/// Cuts a stream of bytes into server-sent events, as the WHATWG standard says, with four additions that services need:
/// a line that is no known field continues the data begun before it (Moonshot's guide), a line that begins as JSON is data without its name
/// (gateways that fail in mid-stream), a line <c>error: …</c> is an event of that name (llama.cpp), and what is left at the end of the
/// stream can be had with <see cref="TryReadRemainder"/>.
/// </summary>
/// <remarks>
/// An event's data is a slice of the window: in the usual case nothing is copied. Lines of multi-line data are moved together in place.
/// All places below are counted from the window's beginning, which is where the event in progress begins.
/// </remarks>
internal sealed class SseReader : EventReader
{
    /// <summary>The media type of such a stream.</summary>
    public const string MediaType = "text/event-stream";

    private const byte LineFeed = (byte)'\n';
    private const byte CarriageReturn = (byte)'\r';

    // The line in progress begins at _line; no line end stands before _searched.
    private int _line;
    private int _searched;

    private bool _skipLineFeed;

    // The event in progress. The type is copied: joining data lines may overwrite its place.
    private int _dataStart = -1;
    private int _dataEnd;
    private byte[] _type = [];
    private int _typeLength;

    public SseReader(Stream stream, int maxEventBytes = DefaultMaxEventBytes)
        : base(stream, maxEventBytes)
    {
    }

    /// <summary>Yes: an event stream doesn't begin with a bracket.</summary>
    public override bool? IsDocument => true;

    private bool HasData => _dataStart >= 0;

    /// <summary>Whether a body that begins like this may be an event stream: with a comment or a field, or with as much of one as has arrived.</summary>
    public static bool IsField(ReadOnlySpan<byte> beginning)
    {
        int colon = beginning.IndexOf((byte)':');
        if (colon == 0)
            return true;

        return colon < 0
            ? "data"u8.StartsWith(beginning) || "event"u8.StartsWith(beginning) || "id"u8.StartsWith(beginning) || "retry"u8.StartsWith(beginning)
            : IsFieldName(beginning.Slice(0, colon));
    }

    /// <inheritdoc/>
    public override bool TryRead(out StreamEvent streamEvent)
    {
        streamEvent = default;
        while (TryReadLine(out var line))
        {
            if (!line.IsEmpty)
                ReadField(line);
            else if (TryDispatch(isTerminated: true, out streamEvent))
                return true;

            if (!HasData)
                ConsumeLines();
        }

        return false;
    }

    /// <inheritdoc/>
    public override bool TryReadRemainder(out StreamEvent streamEvent)
    {
        var line = Window.Bytes.Slice(_line);
        _line = _searched = Window.Length;
        if (!line.IsEmpty && !(_skipLineFeed && line.Length == 1 && line[0] == LineFeed))
            ReadField(line);
        return TryDispatch(isTerminated: false, out streamEvent);
    }

    private bool TryReadLine(out Span<byte> line)
    {
        line = default;
        var bytes = Window.Bytes;
        if (_skipLineFeed && _line < bytes.Length)
        {
            _skipLineFeed = false;
            if (bytes[_line] == LineFeed)
                _searched = ++_line;
        }

        int length = bytes.Slice(_searched).IndexOfAny(LineFeed, CarriageReturn);
        if (length < 0)
        {
            _searched = bytes.Length;
            return false;
        }

        int lineEnd = _searched + length;
        line = bytes.Slice(_line, lineEnd - _line);
        // A CR may be the first half of a CRLF whose second half hasn't arrived: the line is over all the same.
        _skipLineFeed = bytes[lineEnd] == CarriageReturn;
        _line = _searched = lineEnd + 1;
        return true;
    }

    private void ReadField(Span<byte> line)
    {
        if (line.StartsWith("data:"u8))
            AppendData(WithoutLeadingSpace(line.Slice(5)));
        else if (line.StartsWith("event:"u8))
            SetType(WithoutLeadingSpace(line.Slice(6)));
        else if (line[0] != (byte)':')
            ReadRareField(line);
    }

    private void ReadRareField(Span<byte> line)
    {
        int colon = line.IndexOf((byte)':');
        var name = colon < 0 ? line : line.Slice(0, colon);
        var value = colon < 0 ? default : WithoutLeadingSpace(line.Slice(colon + 1));
        if (name.SequenceEqual("id"u8) || name.SequenceEqual("retry"u8))
            return;

        if (name.SequenceEqual("data"u8))
        {
            AppendData(value);
        }
        else if (name.SequenceEqual("event"u8))
        {
            SetType(value);
        }
        else if (HasData || line[0] is (byte)'{' or (byte)'[')
        {
            AppendData(line);
        }
        else if (name.SequenceEqual("error"u8) && !value.IsEmpty)
        {
            SetType(name);
            AppendData(value);
        }
    }

    private static bool IsFieldName(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("data"u8) || name.SequenceEqual("event"u8) || name.SequenceEqual("id"u8) || name.SequenceEqual("retry"u8);

    private static Span<byte> WithoutLeadingSpace(Span<byte> value) =>
        value.Length > 0 && value[0] == (byte)' ' ? value.Slice(1) : value;

    private void AppendData(Span<byte> value)
    {
        if (!HasData)
        {
            // An empty slice has lost its place; the window's beginning will do as well.
            _dataStart = value.IsEmpty ? 0 : PlaceOf(value);
            _dataEnd = _dataStart + value.Length;
            return;
        }

        // The line ends that stood between are at least as long as the LF that takes their place: this never overtakes what is still unread.
        var bytes = Window.Bytes;
        bytes[_dataEnd++] = LineFeed;
        value.CopyTo(bytes.Slice(_dataEnd));
        _dataEnd += value.Length;
    }

    private int PlaceOf(Span<byte> slice)
    {
        Window.Bytes.Overlaps(slice, out int place);
        return place;
    }

    private void SetType(ReadOnlySpan<byte> value)
    {
        if (_type.Length < value.Length)
            _type = new byte[Math.Max(64, value.Length)];
        value.CopyTo(_type);
        _typeLength = value.Length;
    }

    private bool TryDispatch(bool isTerminated, out StreamEvent streamEvent)
    {
        bool dispatched = HasData;
        streamEvent = dispatched
            ? new StreamEvent(_type.AsSpan(0, _typeLength), Window.Bytes.Slice(_dataStart, _dataEnd - _dataStart), isTerminated)
            : default;
        _dataStart = -1;
        _typeLength = 0;
        ConsumeLines();
        return dispatched;
    }

    private void ConsumeLines()
    {
        Window.Consume(_line);
        _searched -= _line;
        _line = 0;
    }
}
