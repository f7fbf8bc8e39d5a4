using System.Net;
using System.Net.Sockets;

namespace StreamPS.Tests.Support;

internal static class FreePort
{
    /// <summary>A port of 127.0.0.1 on which nothing listens.</summary>
    public static int Get()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
