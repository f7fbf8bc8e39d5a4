using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace StreamPS.LoopbackServer;

/// <summary>
/// A proxy on 127.0.0.1 behind which every address is the same server: whatever host a client asks for, it talks to a <see cref="ChatServer"/>.
/// So a command can be run as it stands in a page, with a service's real address in it, and nothing leaves the machine.
/// </summary>
public sealed class GatewayServer : IAsyncDisposable
{
    private const int LongestHead = 64 * 1024;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ChatServer _server;
    private readonly Task _accepting;

    private GatewayServer(ChatServer server)
    {
        _server = server;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens: <c>http://127.0.0.1:port</c>.</summary>
    public Uri Address => new($"http://{_listener.LocalEndpoint}");

    /// <summary>Starts a gateway to a server, which needs a certificate: most services' addresses are https.</summary>
    public static GatewayServer Start(ChatServer server) => new(server);

    /// <summary>Closes every connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = LeadAsync(await _listener.AcceptTcpClientAsync(_stopping.Token));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The gateway was closed.
        }
    }

    private async Task LeadAsync(TcpClient client)
    {
        using var owned = client;
        try
        {
            NetworkStream near = client.GetStream();
            string head = await ReadHeadAsync(near);
            bool isTunnel = head.StartsWith("CONNECT ", StringComparison.Ordinal);
            Uri target = isTunnel ? _server.SecureAddress! : _server.Address;

            using var server = new TcpClient();
            await server.ConnectAsync(IPAddress.Loopback, target.Port, _stopping.Token);
            NetworkStream far = server.GetStream();
            if (isTunnel)
                await near.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray(), _stopping.Token);
            else
                await far.WriteAsync(Encoding.Latin1.GetBytes(head), _stopping.Token);

            await Task.WhenAny(near.CopyToAsync(far, _stopping.Token), far.CopyToAsync(near, _stopping.Token));
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
        {
            // One side has gone; the other goes with it.
        }
    }

    // What may have come behind a request's head belongs to it; behind CONNECT nothing comes before the answer.
    private async Task<string> ReadHeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        byte[] buffer = new byte[4096];
        while (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            int read = await stream.ReadAsync(buffer, _stopping.Token);
            if (read == 0 || head.Length > LongestHead)
                throw new IOException("That is no request.");

            head.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }

        return head.ToString();
    }
}
