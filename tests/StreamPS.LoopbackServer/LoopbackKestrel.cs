using System;
using System.Linq;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace StreamPS.LoopbackServer;

/// <summary>
/// Kestrel on a free port of 127.0.0.1. It runs without a host: a host would take Ctrl+C away from the test run, read configuration and log.
/// </summary>
internal sealed class LoopbackKestrel : IAsyncDisposable
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(2);

    private readonly ServiceProvider _services = new ServiceCollection().AddLogging().BuildServiceProvider();
    private readonly KestrelServer _server;
    private int _openConnections;

    private LoopbackKestrel(HttpProtocols protocols, X509Certificate2? certificate)
    {
        var options = new KestrelServerOptions { ApplicationServices = _services, AddServerHeader = false };

        // A reader that stalls on purpose is no reason to hang up.
        options.Limits.MinResponseDataRate = null;
        options.Limits.MinRequestBodyDataRate = null;
        options.Limits.MaxRequestBodySize = null;

        // Without buffers a flush returns when the socket has taken the bytes: what a script wrote before a reset is on the wire
        // before the reset, and BytesWritten means what it says.
        options.Limits.MaxResponseBufferSize = 0;
        var sockets = new SocketTransportOptions { MaxWriteBufferSize = 1 };

        options.Listen(IPAddress.Loopback, 0, endpoint => Configure(endpoint, protocols));
        if (certificate is not null)
        {
            options.Listen(IPAddress.Loopback, 0, endpoint =>
            {
                Configure(endpoint, protocols);
                endpoint.UseHttps(new HttpsConnectionAdapterOptions { ServerCertificate = certificate });
            });
        }

        _server = new KestrelServer(
            Options.Create(options),
            new SocketTransportFactory(Options.Create(sockets), NullLoggerFactory.Instance),
            NullLoggerFactory.Instance);
    }

    public int OpenConnections => Volatile.Read(ref _openConnections);

    public static async Task<LoopbackKestrel> StartAsync(
        RequestDelegate handler,
        HttpProtocols protocols = HttpProtocols.Http1,
        X509Certificate2? certificate = null)
    {
        var kestrel = new LoopbackKestrel(protocols, certificate);
        await kestrel._server.StartAsync(new Application(handler), CancellationToken.None);
        return kestrel;
    }

    public Uri? FindAddress(string scheme) =>
        _server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses
            .Select(address => new Uri(address))
            .FirstOrDefault(address => address.Scheme == scheme);

    public async ValueTask DisposeAsync()
    {
        using (var timeout = new CancellationTokenSource(ShutdownTimeout))
            await _server.StopAsync(timeout.Token);
        _server.Dispose();
        await _services.DisposeAsync();
    }

    private void Configure(ListenOptions endpoint, HttpProtocols protocols)
    {
        endpoint.Protocols = protocols;
        endpoint.Use(next => async connection =>
        {
            Interlocked.Increment(ref _openConnections);
            try
            {
                await next(connection);
            }
            finally
            {
                Interlocked.Decrement(ref _openConnections);
            }
        });
    }

    private sealed class Application(RequestDelegate handler) : IHttpApplication<HttpContext>
    {
        public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

        public Task ProcessRequestAsync(HttpContext context) => handler(context);

        public void DisposeContext(HttpContext context, Exception? exception)
        {
        }
    }
}
