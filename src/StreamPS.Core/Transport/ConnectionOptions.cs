using System;
using System.Net;

namespace StreamPS;

/// <summary>How the service is reached. Streams with equal options share their connections.</summary>
public sealed class ConnectionOptions : IEquatable<ConnectionOptions>
{
    /// <summary>The proxy's address; null takes the system's.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>Who the proxy is told to be asked by; null tells it nothing.</summary>
    public NetworkCredential? ProxyCredential { get; init; }

    /// <summary>Accepts any certificate. Only for tests and for services of one's own.</summary>
    public bool SkipCertificateCheck { get; init; }

    /// <inheritdoc/>
    public bool Equals(ConnectionOptions? other) =>
        other is not null
        && Equals(Proxy, other.Proxy)
        && SkipCertificateCheck == other.SkipCertificateCheck
        && ProxyCredential?.UserName == other.ProxyCredential?.UserName
        && ProxyCredential?.Password == other.ProxyCredential?.Password
        && ProxyCredential?.Domain == other.ProxyCredential?.Domain;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ConnectionOptions);

    /// <inheritdoc/>
    public override int GetHashCode() => (Proxy?.GetHashCode() ?? 0) ^ (ProxyCredential?.UserName.GetHashCode() ?? 0) ^ (SkipCertificateCheck ? 1 : 0);
}
