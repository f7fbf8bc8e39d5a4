using System;
using StreamPS.Transport;

namespace StreamPS.Cassettes;

/// <summary>The headers of a cassette: without keys, cookies and logins, and without those that belong to the way the bytes came.</summary>
internal static class CassetteHeaders
{
    /// <summary>Whether a header of an answer is kept. Limits for tokens are, although their names sound like secrets.</summary>
    public static bool Keeps(string name) =>
        !HttpHeaderText.IsFraming(name)
        && !name.Equals("Content-Encoding", StringComparison.OrdinalIgnoreCase)
        && (!SecretNames.Includes(name) || name.Contains("ratelimit", StringComparison.OrdinalIgnoreCase));

    /// <summary>The value of an answer's header.</summary>
    public static string Mask(string name, string value, SecretMask secrets) =>
        secrets.Apply(name.Equals("Location", StringComparison.OrdinalIgnoreCase) ? MaskedAddress.Of(value) : value);

    /// <summary>The value of a request's header.</summary>
    public static string MaskSent(string name, string value, ChatClient client) =>
        SecretNames.Includes(name) || name.Equals(client.Provider.KeyHeader, StringComparison.OrdinalIgnoreCase) ? SecretMask.Text : client.Secrets.Apply(value);
}
