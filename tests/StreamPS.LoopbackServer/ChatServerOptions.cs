using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace StreamPS.LoopbackServer;

/// <summary>How a <see cref="ChatServer"/> listens.</summary>
public sealed record ChatServerOptions
{
    /// <summary>The protocols of every endpoint. Without TLS there is nothing to negotiate HTTP/2 with, so the default means HTTP/1.1 there.</summary>
    public HttpProtocols Protocols { get; init; } = HttpProtocols.Http1AndHttp2;

    /// <summary>Adds an https endpoint that presents this certificate; <see cref="LoopbackCertificate.Create"/> makes one.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Serves <c>/control/</c>, by which a test in another process scripts the server.</summary>
    public bool ControlApi { get; init; }
}
