using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;

// A server for tests in another process. Prints its address once it listens, and lives as long as its standard input: no orphan outlives a test run.
const string Usage = "Usage: StreamPS.LoopbackServer [--tls] [--gateway] [--proxy] [--proxy-credential USER:PASSWORD]";

bool useTls = false;
bool useGateway = false;
bool useProxy = false;
NetworkCredential? credential = null;
for (int i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--tls":
            useTls = true;
            break;
        case "--gateway":
            useTls = true;
            useGateway = true;
            break;
        case "--proxy":
            useProxy = true;
            break;
        case "--proxy-credential" when i + 1 < args.Length && args[i + 1].Split(':', 2) is [var user, var password]:
            useProxy = true;
            credential = new NetworkCredential(user, password);
            i++;
            break;
        default:
            await Console.Error.WriteLineAsync(Usage);
            return 2;
    }
}

using X509Certificate2? certificate = useTls ? LoopbackCertificate.Create() : null;
await using ChatServer server = await ChatServer.StartAsync(new ChatServerOptions { Certificate = certificate, ControlApi = true });
await using GatewayServer? gateway = useGateway ? GatewayServer.Start(server) : null;
await using ProxyServer? proxy = useProxy ? await ProxyServer.StartAsync(credential) : null;

Console.WriteLine(Show(server.Address));
if (server.SecureAddress is not null)
    Console.WriteLine($"https={Show(server.SecureAddress)}");
if (gateway is not null)
    Console.WriteLine($"gateway={Show(gateway.Address)}");
if (proxy is not null)
    Console.WriteLine($"proxy={Show(proxy.Address)}");

await Task.WhenAny(server.StopRequested, Task.Run(WaitForEndOfInput));
return 0;

static string Show(Uri address) => address.GetLeftPart(UriPartial.Authority);

static void WaitForEndOfInput()
{
    using Stream input = Console.OpenStandardInput();
    input.CopyTo(Stream.Null);
}
