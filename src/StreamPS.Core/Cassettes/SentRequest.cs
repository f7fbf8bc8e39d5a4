using System;
using System.Net.Http;
using System.Text;
using StreamPS.Transport;

namespace StreamPS.Cassettes;

/// <summary>Takes what counts of a request that is being sent.</summary>
internal static class SentRequest
{
    /// <summary>The request without secrets. Its body isn't read from its content, which would take that for sending it.</summary>
    public static CassetteRequest Of(HttpRequestMessage request, SecretMask secrets)
    {
        string? body = request.Content is AnnouncedContent content ? secrets.Apply(Encoding.UTF8.GetString(content.Body)) : null;
        return new CassetteRequest(request.Method.Method, Mask(request.RequestUri!, secrets), body);
    }

    /// <summary>An address without secrets. A password that happens to be a part of the host's name stays there, where everybody sees it.</summary>
    public static Uri Mask(Uri address, SecretMask secrets)
    {
        string masked = MaskedAddress.Of(address);
        return Uri.TryCreate(secrets.Apply(masked), UriKind.Absolute, out var result) ? result : new Uri(masked);
    }
}
