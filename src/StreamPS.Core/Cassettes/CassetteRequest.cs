using System;
using System.Text.Json;
using StreamPS.Tools;

namespace StreamPS.Cassettes;

/// <summary>What a request is recognized by: its method, its path and what its body says, however that is written.</summary>
internal sealed class CassetteRequest
{
    /// <param name="method">The method.</param>
    /// <param name="address">The address. Only its path counts: a test may have the service elsewhere, and the query may have a key in it.</param>
    /// <param name="body">The body, or null.</param>
    public CassetteRequest(string method, Uri address, string? body)
    {
        Method = method;
        Address = address;
        Json = body is null ? null : MaskedJson.TryParse(body);
        Text = body;
        Key = $"{Method} {Path}\n{(Json is { } json ? CanonicalJson.Of(json) : Text)}";
    }

    public string Method { get; }

    public Uri Address { get; }

    public string Path => Address.AbsolutePath;

    /// <summary>The body, without secrets; null when it isn't JSON.</summary>
    public JsonElement? Json { get; }

    /// <summary>The body as it was given.</summary>
    public string? Text { get; }

    /// <summary>A text that's the same for requests that are the same.</summary>
    public string Key { get; }
}
