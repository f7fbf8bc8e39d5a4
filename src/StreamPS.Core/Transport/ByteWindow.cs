using System;
using System.Buffers;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace StreamPS.Transport;

/// <summary>
/// A window on a stream of UTF-8: it grows at its end as bytes arrive and shrinks at its beginning as they're consumed. A byte order mark at the
/// stream's beginning never shows in it.
/// </summary>
internal sealed class ByteWindow : IDisposable
{
    private const int InitialBytes = 32 * 1024;
    private const int LargeBytes = 256 * 1024;

    private const int Idle = 0;
    private const int Filling = 1;
    private const int Disposed = 2;

    private readonly Stream _stream;
    private readonly int _maxBytes;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialBytes);
    private int _start;
    private int _end;
    private int _state = Idle;
    private bool _hasBegun;

    public ByteWindow(Stream stream, int maxBytes)
    {
        _stream = stream;
        _maxBytes = maxBytes;
    }

    /// <summary>The bytes in the window. They stay in place until the next fill.</summary>
    public Span<byte> Bytes => _buffer.AsSpan(_start, _end - _start);

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>How many bytes there are.</summary>
    public int Length => _end - _start;

    /// <summary>Waits for more bytes.</summary>
    /// <returns>False at the end of the stream.</returns>
    /// <exception cref="ChatStreamException">The window would become larger than its limit.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the window disposed.</exception>
    public async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref _state, Filling, Idle) == Disposed)
            throw new OperationCanceledException();

        try
        {
            int read;
            do
            {
                MakeRoom();
                read = await _stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
                _end += read;
            }
            while (!_hasBegun && read > 0 && !TryBegin());
            return read > 0;
        }
        finally
        {
            if (Interlocked.CompareExchange(ref _state, Idle, Filling) == Disposed)
                ReturnBuffer();
        }
    }

    /// <summary>Lets go of bytes at the beginning.</summary>
    public void Consume(int count) => _start += count;

    /// <summary>Gives the memory back, at the end of the fill that is under way. The stream belongs to the caller.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _state, Disposed) == Idle)
            ReturnBuffer();
    }

    private void ReturnBuffer()
    {
        var buffer = _buffer;
        _buffer = [];
        _start = _end = 0;
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }

    private bool TryBegin()
    {
        // A byte order mark may arrive in pieces, too.
        if (Length < ByteOrderMark.Length && ByteOrderMark.StartsWith(Bytes))
            return false;

        _hasBegun = true;
        if (Bytes.StartsWith(ByteOrderMark))
            Consume(ByteOrderMark.Length);
        return true;
    }

    private void MakeRoom()
    {
        if (Length == 0)
            _start = _end = 0;
        if (_buffer.Length - _end >= _buffer.Length / 2)
            return;

        if (Length >= _maxBytes)
            throw new ChatStreamException(ChatErrorKind.ProtocolError, $"The service sent an event of more than {_maxBytes} bytes.");

        // Reads that fill the buffer mean that the service is faster than we are: larger ones cost less.
        int wanted = Math.Max(Math.Min(_buffer.Length * 2, LargeBytes), Length * 2);
        if (wanted > _buffer.Length)
            MoveTo(ArrayPool<byte>.Shared.Rent(wanted));
        else
            MoveTo(_buffer);
    }

    private void MoveTo(byte[] buffer)
    {
        Bytes.CopyTo(buffer);
        _end = Length;
        _start = 0;
        if (buffer == _buffer)
            return;

        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = buffer;
    }
}
