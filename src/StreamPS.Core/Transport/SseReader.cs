using System;
using System.Buffers;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace StreamPS.Transport;

/// <summary>
/// Cuts a stream of bytes into server-sent events, as the WHATWG standard says, with three additions that services need:
/// a line that is no known field continues the data begun before it (Moonshot's guide), a line <c>error: …</c> is an event of that name
/// (llama.cpp), and what is left at the end of the stream can be had with <see cref="TryReadRemainder"/>.
/// </summary>
/// <remarks>
/// It knows framing and nothing of chat. Bytes are kept in one buffer, an event's data is a slice of it: in the usual case nothing is copied.
/// Lines of multi-line data are moved together in place.
/// </remarks>
internal sealed class SseReader : IDisposable
{
    /// <summary>The largest event that is read, in bytes. A service that sends more is broken or hostile.</summary>
    public const int DefaultMaxEventBytes = 64 * 1024 * 1024;

    private const int InitialBufferBytes = 32 * 1024;
    private const int LargeBufferBytes = 256 * 1024;
    private const byte LineFeed = (byte)'\n';
    private const byte CarriageReturn = (byte)'\r';

    private readonly Stream _stream;
    private readonly int _maxEventBytes;

    // [_start, _end) holds bytes: first the event in progress, from _line on the line in progress. No line end stands before _searched.
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialBufferBytes);
    private int _start;
    private int _line;
    private int _searched;
    private int _end;

    private bool _atStreamStart = true;
    private bool _skipLineFeed;

    // The event in progress. The type is copied: joining data lines may overwrite its place.
    private int _dataStart = -1;
    private int _dataEnd;
    private byte[] _type = [];
    private int _typeLength;

    public SseReader(Stream stream, int maxEventBytes = DefaultMaxEventBytes)
    {
        _stream = stream;
        _maxEventBytes = maxEventBytes;
    }

    /// <summary>The bytes that have arrived and belong to no event yet.</summary>
    public ReadOnlySpan<byte> Buffered => _buffer.AsSpan(_start, _end - _start);

    private bool HasData => _dataStart >= 0;

    /// <summary>Waits for more bytes.</summary>
    /// <returns>False at the end of the stream.</returns>
    /// <exception cref="ChatStreamException">An event is larger than the limit.</exception>
    public async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        MakeRoom();
        int read = await _stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        _end += read;
        return read > 0;
    }

    /// <summary>Takes the next whole event from the bytes at hand.</summary>
    public bool TryRead(out StreamEvent streamEvent)
    {
        streamEvent = default;
        if (_atStreamStart && !TrySkipByteOrderMark())
            return false;

        while (TryReadLine(out var line))
        {
            if (line.IsEmpty)
            {
                if (TryDispatch(isTerminated: true, out streamEvent))
                    return true;
            }
            else
            {
                ReadField(line);
            }

            if (!HasData)
                _start = _line;
        }

        return false;
    }

    /// <summary>
    /// After the end of the stream: takes what no blank line has ended. The standard drops it; a service that forgets the last
    /// line end still means it, so the caller decides whether it's whole.
    /// </summary>
    public bool TryReadRemainder(out StreamEvent streamEvent)
    {
        var line = _buffer.AsSpan(_line, _end - _line);
        _line = _searched = _end;
        if (!line.IsEmpty && !(_skipLineFeed && line.Length == 1 && line[0] == LineFeed))
            ReadField(line);
        return TryDispatch(isTerminated: false, out streamEvent);
    }

    /// <summary>Gives the buffer back. The stream belongs to the caller.</summary>
    public void Dispose()
    {
        var buffer = _buffer;
        _buffer = [];
        _start = _line = _searched = _end = 0;
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }

    private bool TryReadLine(out Span<byte> line)
    {
        line = default;
        if (_skipLineFeed && _line < _end)
        {
            _skipLineFeed = false;
            if (_buffer[_line] == LineFeed)
                _searched = ++_line;
        }

        int length = _buffer.AsSpan(_searched, _end - _searched).IndexOfAny(LineFeed, CarriageReturn);
        if (length < 0)
        {
            _searched = _end;
            return false;
        }

        int lineEnd = _searched + length;
        line = _buffer.AsSpan(_line, lineEnd - _line);
        // A CR may be the first half of a CRLF whose second half hasn't arrived: the line is over all the same.
        _skipLineFeed = _buffer[lineEnd] == CarriageReturn;
        _line = _searched = lineEnd + 1;
        return true;
    }

    private void ReadField(Span<byte> line)
    {
        if (line.StartsWith("data:"u8))
        {
            AppendData(WithoutLeadingSpace(line.Slice(5)));
            return;
        }

        int colon = line.IndexOf((byte)':');
        if (colon == 0)
            return;

        var name = colon < 0 ? line : line.Slice(0, colon);
        var value = colon < 0 ? default : WithoutLeadingSpace(line.Slice(colon + 1));
        if (name.SequenceEqual("data"u8))
            AppendData(value);
        else if (name.SequenceEqual("event"u8))
            SetType(value);
        else if (name.SequenceEqual("id"u8) || name.SequenceEqual("retry"u8))
            return;
        else if (HasData)
            AppendData(line);
        else if (name.SequenceEqual("error"u8) && !value.IsEmpty)
        {
            SetType(name);
            AppendData(value);
        }
    }

    private static Span<byte> WithoutLeadingSpace(Span<byte> value) =>
        value.Length > 0 && value[0] == (byte)' ' ? value.Slice(1) : value;

    private void AppendData(Span<byte> value)
    {
        if (!HasData)
        {
            // An empty slice has lost its place in the buffer; any place before the next line will do.
            _dataStart = value.IsEmpty ? _start : OffsetOf(value);
            _dataEnd = _dataStart + value.Length;
            return;
        }

        // The line ends that stood between are at least as long as the LF that takes their place: this never overtakes what is still unread.
        _buffer[_dataEnd++] = LineFeed;
        value.CopyTo(_buffer.AsSpan(_dataEnd));
        _dataEnd += value.Length;
    }

    private int OffsetOf(Span<byte> slice)
    {
        _buffer.AsSpan().Overlaps(slice, out int offset);
        return offset;
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
            ? new StreamEvent(_type.AsSpan(0, _typeLength), _buffer.AsSpan(_dataStart, _dataEnd - _dataStart), isTerminated)
            : default;
        _dataStart = -1;
        _typeLength = 0;
        _start = _line;
        return dispatched;
    }

    private bool TrySkipByteOrderMark()
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        var bytes = Buffered;
        if (bytes.Length < mark.Length && mark.StartsWith(bytes))
            return false;

        _atStreamStart = false;
        if (bytes.StartsWith(mark))
            _start = _line = _searched = _start + mark.Length;
        return true;
    }

    private void MakeRoom()
    {
        if (_start == _end)
        {
            MoveBy(_start);
        }

        int free = _buffer.Length - _end;
        if (free >= _buffer.Length / 2)
            return;

        // A read that filled the buffer means that the service is faster than we are: larger reads cost less.
        int used = _end - _start;
        int wanted = Math.Max(Math.Min(_buffer.Length * 2, LargeBufferBytes), used * 2);
        if (used >= _maxEventBytes)
        {
            throw new ChatStreamException(
                ChatErrorKind.ProtocolError,
                $"The service sent an event of more than {_maxEventBytes} bytes.");
        }

        if (wanted > _buffer.Length)
            GrowTo(wanted);
        else
            MoveBy(_start);
    }

    private void GrowTo(int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(length);
        Buffered.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
        Shift(_start);
    }

    private void MoveBy(int distance)
    {
        if (distance == 0)
            return;

        Buffered.CopyTo(_buffer);
        Shift(distance);
    }

    private void Shift(int distance)
    {
        _start -= distance;
        _line -= distance;
        _searched -= distance;
        _end -= distance;
        if (HasData)
        {
            _dataStart -= distance;
            _dataEnd -= distance;
        }
    }
}
