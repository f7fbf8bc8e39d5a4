using System;
using System.Linq;
using System.Net;

namespace StreamPS.Relay;

/// <summary>Looks at a relay's options before it's opened.</summary>
internal static class RelayCaution
{
    /// <exception cref="ChatInputException">Strangers could use the relay, or nobody could.</exception>
    public static void Check(ChatRelayOptions options)
    {
        foreach (string origin in options.AllowedOrigins)
            CheckOrigin(origin);
        foreach (string host in options.AllowedHosts)
            CheckHost(host);
        if (options.AccessToken is not null)
            return;

        if (options.Address is { } address && !IPAddress.IsLoopback(address))
            throw new ChatInputException(ChatErrorKind.AccessTokenMissing, $"At {address} other machines reach the relay, and would ask at your expense: it needs an access token.");
        if (options.AllowedOrigins.Contains(RelayAccess.AnyOrigin))
            throw new ChatInputException(ChatErrorKind.AccessTokenMissing, "With the origin * any web page could use the relay, and would ask at your expense: it needs an access token.");
    }

    // A browser sends an origin without anything behind it.
    private static void CheckOrigin(string origin)
    {
        bool isOrigin = origin is RelayAccess.AnyOrigin or "null"
            || (Uri.TryCreate(origin, UriKind.Absolute, out var address) && address.Host.Length > 0 && address.GetLeftPart(UriPartial.Authority).Equals(origin.TrimEnd('/'), StringComparison.OrdinalIgnoreCase));
        if (!isOrigin)
            throw new ChatInputException(ChatErrorKind.InvalidRequest, $"'{origin}' isn't the origin of a page: it has to be a scheme, a host and perhaps a port, for example https://app.example.");
    }

    private static void CheckHost(string host)
    {
        bool isHost = Uri.TryCreate($"http://{host}/", UriKind.Absolute, out var address) && address.AbsolutePath == "/" && address.UserInfo.Length == 0 && address.Query.Length == 0;
        if (!isHost)
            throw new ChatInputException(ChatErrorKind.InvalidRequest, $"'{host}' isn't the name of a host: it has to be a name and perhaps a port, for example chat.example.");
    }
}
