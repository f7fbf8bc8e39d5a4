using System;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace StreamPS.Relay.Http;

/// <summary>
/// What a client has sent and nobody has taken yet. While a reply is on its way it reads on, which is the only way to see a client leave that
/// isn't sent anything; requests that come early wait here.
/// </summary>
internal sealed class ConnectionInput
{
    private const int InitialSize = 4 * 1024;

    // As much as a client may send before the reply to its request has ended. A departure behind more than that shows when something is sent.
    private const int MostAhead = 64 * 1024;

    private readonly Socket _socket;
    private readonly object _lock = new();
    private byte[] _buffer = new byte[InitialSize];
    private int _start;
    private int _end;
    private bool _isClosed;
    private Action? _departure;
    private Task _reading = Task.CompletedTask;

    public ConnectionInput(Socket socket)
    {
        _socket = socket;
    }

    /// <summary>What is there.</summary>
    public ReadOnlySpan<byte> Bytes
    {
        get
        {
            lock (_lock)
                return _buffer.AsSpan(_start, _end - _start);
        }
    }

    /// <summary>Takes bytes from the beginning.</summary>
    public void Take(int count)
    {
        lock (_lock)
            _start += count;
    }

    /// <summary>Waits for more than the caller has seen.</summary>
    /// <param name="seen">How many bytes the caller knows of.</param>
    /// <param name="cancellationToken">Gives up the wait; what arrives later is kept.</param>
    /// <returns>False when the client sends no more.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<bool> ReadMoreAsync(int seen, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task reading;
            lock (_lock)
            {
                if (_end - _start > seen)
                    return true;
                if (_isClosed)
                    return false;
                if (_reading.IsCompleted)
                    _reading = Task.Run(ReadAsync, CancellationToken.None);
                reading = _reading;
            }

            await reading.OrCancelled(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads on, and tells when the client leaves.</summary>
    public void Watch(Action departure)
    {
        lock (_lock)
        {
            _departure = departure;
            if (!_isClosed)
            {
                if (_reading.IsCompleted)
                    _reading = Task.Run(ReadAsync, CancellationToken.None);
                return;
            }
        }

        departure();
    }

    /// <summary>Ends <see cref="Watch"/>. A read that is under way goes on, for the next request.</summary>
    public void EndWatch()
    {
        lock (_lock)
            _departure = null;
    }

    private async Task ReadAsync()
    {
        bool goesOn;
        do
        {
            var room = MakeRoom();
            int count = await ReceiveAsync(room).ConfigureAwait(false);
            Action? departure;
            lock (_lock)
            {
                _end += count;
                _isClosed = count == 0;
                departure = _departure;
                goesOn = !_isClosed && departure is not null && _end - _start < MostAhead;
            }

            if (count == 0)
                departure?.Invoke();
        }
        while (goesOn);
    }

    private async Task<int> ReceiveAsync(ArraySegment<byte> room)
    {
        try
        {
            return await _socket.ReceiveAsync(room, SocketFlags.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return 0;
        }
    }

    // What was handed out stays as it is: somebody may be looking at it.
    private ArraySegment<byte> MakeRoom()
    {
        lock (_lock)
        {
            if (_start == _end)
            {
                _start = _end = 0;
            }
            else if (_end == _buffer.Length)
            {
                int length = _end - _start;
                byte[] buffer = new byte[length > _buffer.Length / 2 ? _buffer.Length * 2 : _buffer.Length];
                Buffer.BlockCopy(_buffer, _start, buffer, 0, length);
                _buffer = buffer;
                _start = 0;
                _end = length;
            }

            return new ArraySegment<byte>(_buffer, _end, _buffer.Length - _end);
        }
    }
}
