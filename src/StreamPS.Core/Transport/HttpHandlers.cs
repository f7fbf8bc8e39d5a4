using System;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Http;

namespace StreamPS.Transport;

/// <summary>
/// The handlers that hold the pooled connections: one for each way of connecting, for the life of the process. They're the only state that
/// is shared, since a connection that is kept open is what makes the second request fast.
/// </summary>
internal static class HttpHandlers
{
    private static readonly ConcurrentDictionary<ConnectionOptions, Lazy<HttpMessageInvoker>> Invokers = new();

    /// <summary>The way to send requests with the given options.</summary>
    /// <remarks>An invoker and not an HttpClient, which adds a time limit and a buffer of its own.</remarks>
    public static HttpMessageInvoker Get(ConnectionOptions options) =>
        Invokers.GetOrAdd(options, key => new Lazy<HttpMessageInvoker>(() => new HttpMessageInvoker(Create(key)))).Value;

#if NET
    private static SocketsHttpHandler Create(ConnectionOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            // A key must not follow a redirect to another host.
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            EnableMultipleHttp2Connections = true,
            // By default an unfinished response is read for two more seconds when it's closed, while the model goes on and bills.
            MaxResponseDrainSize = 0,
            // Follows changes of DNS.
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            UseCookies = false,
        };
        if (options.Proxy is not null)
            handler.Proxy = CreateProxy(options);
        if (options.SkipCertificateCheck)
        {
#pragma warning disable CA5359 // That is what the option says, and it's off by default.
            handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }

        return handler;
    }
#else
    private static HttpClientHandler Create(ConnectionOptions options)
    {
        var handler = new HttpClientHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate,
            // .NET Framework allows two connections for each host.
            MaxConnectionsPerServer = int.MaxValue,
            UseCookies = false,
        };
        if (options.Proxy is not null)
            handler.Proxy = CreateProxy(options);
        if (options.SkipCertificateCheck)
            handler.ServerCertificateCustomValidationCallback = (_, _, _, _) => true;
        return handler;
    }
#endif

    private static WebProxy CreateProxy(ConnectionOptions options) => new(options.Proxy) { Credentials = options.ProxyCredential };
}
