using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Faults;

/// <summary>Answers that aren't HTTP: something else listens at the address, or the response breaks off in its headers.</summary>
public sealed class GarbledResponseTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Ty", ChatErrorKind.ConnectionLost)]
    [InlineData("HTT", ChatErrorKind.ConnectionLost)]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n\r\n", ChatErrorKind.ProtocolError)]
    [InlineData("HTTP/1.1 two hundred\r\n\r\n", ChatErrorKind.ProtocolError)]
    public async Task It_has_an_id_and_is_sent_again_only_if_it_was_cut(string answer, ChatErrorKind kind)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int connections = 0;
        var server = ServeAsync();
        var client = new ChatClient(ChatProvider.FromBaseUri(new Uri($"http://{listener.LocalEndpoint}/v1")), FaultPolicy.Retry.ToOptions());

        var exception = await Assert.ThrowsAnyAsync<ChatException>(() => client.CompleteAsync(new ChatRequest("Hello")).WaitAsync(Limit));

        listener.Stop();
        await Assert.ThrowsAnyAsync<Exception>(() => server.WaitAsync(Limit));
        // netstandard2.0 doesn't tell why there was no response.
        if (Flavour.IsNetStandard && kind == ChatErrorKind.ProtocolError)
            return;

        Assert.Equal(kind, exception.Kind);
        Assert.Equal(kind == ChatErrorKind.ConnectionLost ? 3 : 1, connections);

        async Task ServeAsync()
        {
            while (true)
            {
                using var connection = await listener.AcceptTcpClientAsync();
                connections++;
                using var reader = new StreamReader(connection.GetStream(), leaveOpen: true);
                while (await reader.ReadLineAsync() is { Length: > 0 })
                {
                }

                // The rest of the request has to be read: what isn't would turn the close into a reset.
                await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer));
                connection.Client.Shutdown(SocketShutdown.Send);
                await reader.ReadToEndAsync();
            }
        }
    }
}
