using System;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace StreamPS.Relay.Http;

/// <summary>Sends to a client. A client that reads slowly makes the sender wait; one that reads nothing for long is sent away.</summary>
internal sealed class HttpOutput
{
    private readonly Socket _socket;
    private readonly TimeSpan _limit;
    private readonly TimeProvider _clock;
    private readonly Action _abort;

    /// <param name="socket">The connection.</param>
    /// <param name="limit">How long a client may read nothing.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="abort">Ends the connection, and with it what is being sent.</param>
    public HttpOutput(Socket socket, TimeSpan limit, TimeProvider clock, Action abort)
    {
        _socket = socket;
        _limit = limit;
        _clock = clock;
        _abort = abort;
    }

    /// <exception cref="ClientGoneException">The client doesn't take it.</exception>
    public async Task SendAsync(ArraySegment<byte> bytes)
    {
        try
        {
            int sent = 0;
            while (sent < bytes.Count)
                sent += await SendOnceAsync(new ArraySegment<byte>(bytes.Array!, bytes.Offset + sent, bytes.Count - sent)).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            throw new ClientGoneException(exception);
        }
    }

    private async Task<int> SendOnceAsync(ArraySegment<byte> bytes)
    {
        var sending = _socket.SendAsync(bytes, SocketFlags.None);
        if (sending.IsCompleted)
            return await sending.ConfigureAwait(false);

        using (_clock.CreateTimer(_ => _abort(), state: null, _limit, Timeout.InfiniteTimeSpan))
            return await sending.ConfigureAwait(false);
    }
}
