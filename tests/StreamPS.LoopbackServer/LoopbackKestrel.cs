using System;
using System.Linq;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace StreamPS.LoopbackServer;

/// <summary>Kestrel on a free port of 127.0.0.1, without configuration, logging or anything else that a host brings along.</summary>
internal sealed class LoopbackKestrel : IAsyncDisposable
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(2);

    private readonly WebApplication _application;

    private LoopbackKestrel(RequestDelegate handler, HttpProtocols protocols, X509Certificate2? certificate)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseKestrelCore();

        // Without buffers a flush returns when the socket has taken the bytes: what a script wrote before a reset is on the wire
        // before the reset, and BytesWritten means what it says.
        builder.WebHost.UseSockets(sockets => sockets.MaxWriteBufferSize = 1);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxResponseBufferSize = 0;

            // A reader that stalls on purpose is no reason to hang up.
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MaxRequestBodySize = null;

            kestrel.Listen(IPAddress.Loopback, 0, endpoint => Configure(endpoint, protocols, certificate: null));
            if (certificate is not null)
                kestrel.Listen(IPAddress.Loopback, 0, endpoint => Configure(endpoint, protocols, certificate));
        });

        _application = builder.Build();
        _application.Run(handler);
    }

    public ConnectionCounter Connections { get; } = new();

    public static async Task<LoopbackKestrel> StartAsync(
        RequestDelegate handler,
        HttpProtocols protocols = HttpProtocols.Http1,
        X509Certificate2? certificate = null)
    {
        var kestrel = new LoopbackKestrel(handler, protocols, certificate);
        await kestrel._application.StartAsync();
        return kestrel;
    }

    public Uri? FindAddress(string scheme) =>
        _application.Urls.Select(url => new Uri(url)).FirstOrDefault(address => address.Scheme == scheme);

    public async ValueTask DisposeAsync()
    {
        using (var timeout = new CancellationTokenSource(ShutdownTimeout))
            await _application.StopAsync(timeout.Token);
        await _application.DisposeAsync();
    }

    private void Configure(ListenOptions endpoint, HttpProtocols protocols, X509Certificate2? certificate)
    {
        endpoint.Protocols = protocols;
        endpoint.Use(next => async connection =>
        {
            Connections.Add(1);
            try
            {
                await next(connection);
            }
            finally
            {
                Connections.Add(-1);
            }
        });
        if (certificate is not null)
            endpoint.UseHttps(certificate);
    }

    /// <summary>In place of the console's lifetime, which would take Ctrl+C away from the test run.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
