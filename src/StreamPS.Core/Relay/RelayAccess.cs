using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using StreamPS.Relay.Http;
using StreamPS.Transport;

namespace StreamPS.Relay;

/// <summary>
/// Who may use a relay. A web page that somebody has open could send requests to this machine's own address, also under another name (DNS
/// rebinding): by the Host and Origin headers, which a page can't choose, such requests are told from those of the relay's owner.
/// </summary>
internal sealed class RelayAccess
{
    /// <summary>Stands for all origins.</summary>
    public const string AnyOrigin = "*";

    private static readonly string[] LoopbackNames = ["localhost", "127.0.0.1", "[::1]"];

    private readonly HashSet<string> _hosts = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _origins = new(StringComparer.OrdinalIgnoreCase);
    private readonly byte[]? _tokenHash;
    private readonly bool _takesAddresses;
    private readonly string _port;

    public RelayAccess(ChatRelayOptions options, int port)
    {
        _port = $":{port}";
        _tokenHash = options.AccessToken is { } token ? Hash(token.Reveal()) : null;
        _takesAddresses = options.Address is { } address && !IPAddress.IsLoopback(address);
        foreach (string name in LoopbackNames.Concat(options.AllowedHosts))
            AddHost(name);
        if (options.Address is { } own)
            AddHost(own.ToString().Contains(':') ? $"[{own}]" : own.ToString());
        foreach (string origin in options.AllowedOrigins)
            _origins.Add(origin.TrimEnd('/'));
    }

    /// <summary>Looks at where a request comes from, and adds the headers by which a browser lets an allowed page read the answer.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="isPage">Whether it's for the relay's own page, which anybody may link to.</param>
    /// <exception cref="HttpRefusal">It comes from elsewhere.</exception>
    public void CheckSource(HttpExchange exchange, bool isPage)
    {
        var request = exchange.Request;
        string host = request.Header("Host") ?? "";
        if (!IsOwnHost(host) || (request.Authority is { } authority && !IsOwnHost(authority)))
            throw new HttpRefusal(421, "The relay isn't known by the name in the Host header. Names are allowed with -AllowHost.");

        if (request.Header("Origin") is { } origin)
        {
            if (_origins.Count > 0)
                exchange.Common.With("Vary", "Origin");
            if (IsAllowed(origin))
                exchange.Common.With("Access-Control-Allow-Origin", origin).With("Access-Control-Expose-Headers", "Retry-After");
            else if (!IsOwn(origin, host))
                throw new HttpRefusal(403, "Pages of this origin aren't allowed to use the relay. Origins are allowed with -AllowOrigin.");
        }
        else if (!isPage && string.Equals(request.Header("Sec-Fetch-Site"), "cross-site", StringComparison.OrdinalIgnoreCase))
        {
            throw new HttpRefusal(403, "Other sites aren't allowed to use the relay.");
        }
    }

    /// <summary>Looks whether the client has the token.</summary>
    /// <exception cref="HttpRefusal">It hasn't.</exception>
    public void CheckToken(HttpRequestHead request)
    {
        if (_tokenHash is null)
            return;

        const string Scheme = "Bearer ";
        string? credentials = request.Header("Authorization");
        if (credentials is not null && credentials.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && AreEqual(Hash(credentials.Substring(Scheme.Length).Trim()), _tokenHash))
            return;

        throw new HttpRefusal(
            401,
            credentials is null ? "The relay wants its access token: Authorization: Bearer TOKEN." : "The access token isn't the relay's.",
            new KeyValuePair<string, string>("WWW-Authenticate", "Bearer"));
    }

    /// <summary>What a browser asks before it lets a page of another origin send a request.</summary>
    /// <returns>The answer; null when it's no such question, or the page's origin is the relay's own.</returns>
    public HttpAnswer? AnswerPreflight(HttpRequestHead request, string methods)
    {
        if (request.Header("Access-Control-Request-Method") is null || request.Header("Origin") is not { } origin || !IsAllowed(origin))
            return null;

        var answer = new HttpAnswer(204).With("Access-Control-Allow-Methods", methods).With("Access-Control-Max-Age", "600");
        string[] headers = (request.Header("Access-Control-Request-Headers") ?? "").Split(',').Select(name => name.Trim()).Where(HttpHeaderText.IsName).ToArray();
        if (headers.Length > 0)
            answer.With("Access-Control-Allow-Headers", string.Join(", ", headers));
        // Chromium asks that before a page of the network may send something to the machine itself.
        if (request.Header("Access-Control-Request-Private-Network") is not null)
            answer.With("Access-Control-Allow-Private-Network", "true");
        return answer;
    }

    // Hashes have one length, so that the comparison tells nothing of the token's.
    private static byte[] Hash(string text)
    {
#if NET
        return SHA256.HashData(Encoding.UTF8.GetBytes(text));
#else
        using var algorithm = SHA256.Create();
        return algorithm.ComputeHash(Encoding.UTF8.GetBytes(text));
#endif
    }

    private static bool AreEqual(byte[] one, byte[] other)
    {
        int difference = 0;
        for (int i = 0; i < one.Length; i++)
            difference |= one[i] ^ other[i];
        return difference == 0;
    }

    private static bool IsOwn(string origin, string host) =>
        origin.Equals($"http://{host}", StringComparison.OrdinalIgnoreCase) || origin.Equals($"https://{host}", StringComparison.OrdinalIgnoreCase);

    private bool IsAllowed(string origin) => _origins.Contains(origin) || _origins.Contains(AnyOrigin);

    private void AddHost(string name)
    {
        _hosts.Add(name + _port);
        // A proxy in front, or port 80: then browsers name none.
        if (!LoopbackNames.Contains(name) || _port == ":80")
            _hosts.Add(name);
    }

    // An address that was typed can't have been led here by a name.
    private bool IsOwnHost(string host)
    {
        if (_hosts.Contains(host))
            return true;
        if (!_takesAddresses)
            return false;

        string name = host.EndsWith(_port, StringComparison.Ordinal) ? host.Substring(0, host.Length - _port.Length) : host;
        return IPAddress.TryParse(name.Trim('[', ']'), out var address) && (name[0] == '[' ? $"[{address}]" : address.ToString()).Equals(name, StringComparison.OrdinalIgnoreCase);
    }
}
