using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Relay;

/// <summary>Who may use a relay: this machine, and of web pages only its own, unless its owner says otherwise.</summary>
public sealed class AccessTests : RelayTest
{
    private static Task<RawAnswer> GetAsync(ChatRelay relay, string host, string more = "", string path = "/v1/models", string method = "GET") =>
        RawClient.AskAsync(relay, $"{method} {path} HTTP/1.1\r\nHost: {host.Replace("PORT", $"{relay.Port}", StringComparison.Ordinal)}\r\n{more.Replace("PORT", $"{relay.Port}", StringComparison.Ordinal)}Connection: close\r\n\r\n");

    private ChatRelay Start(string[]? origins = null, string[]? hosts = null, string? token = null, IPAddress? address = null)
    {
        Server.RespondAlways(Reply.Json(200, """{"data":[]}"""));
        return StartRelay(new ChatRelayOptions
        {
            Port = 0,
            AllowedOrigins = origins ?? [],
            AllowedHosts = hosts ?? [],
            AccessToken = token is null ? null : new ApiKey(token),
            Address = address,
        });
    }

    [Theory]
    [InlineData("localhost:PORT", 200)]
    [InlineData("LOCALHOST:PORT", 200)]
    [InlineData("127.0.0.1:PORT", 200)]
    [InlineData("[::1]:PORT", 200)]
    [InlineData("localhost", 421)]
    [InlineData("localhost:1", 421)]
    [InlineData("evil.example:PORT", 421)]
    [InlineData("evil.example", 421)]
    [InlineData("localhost.evil.example:PORT", 421)]
    [InlineData("localhost:PORT@evil.example", 421)]
    [InlineData("127.0.0.2:PORT", 421)]
    [InlineData("0.0.0.0:PORT", 421)]
    [InlineData("2130706433:PORT", 421)]
    [InlineData("", 421)]
    public async Task A_host_that_isnt_the_relays_is_refused(string host, int status)
    {
        var relay = Start();

        Assert.Equal(status, (await GetAsync(relay, host)).Status);
        Assert.Equal(status, (await GetAsync(relay, host, path: "/")).Status);
    }

    [Theory]
    [InlineData("chat.example", 200)]
    [InlineData("chat.example:PORT", 200)]
    [InlineData("chat.example:443", 421)]
    [InlineData("other.example:443", 200)]
    [InlineData("other.example", 200)]
    [InlineData("evil.example", 421)]
    public async Task Hosts_that_were_named_are_the_relays(string host, int status)
    {
        // As browsers name them behind a proxy: the port of https is left out.
        var relay = Start(hosts: ["chat.example", "other.example:443", "other.example"]);

        Assert.Equal(status, (await GetAsync(relay, host)).Status);
    }

    [Theory]
    [InlineData("192.168.7.7:PORT", 200)]
    [InlineData("[fe80::1]:PORT", 200)]
    [InlineData("0x7f000001:PORT", 421)]
    [InlineData("2130706433:PORT", 421)]
    [InlineData("127.1:PORT", 421)]
    [InlineData("evil.example:PORT", 421)]
    public async Task A_relay_for_others_is_reached_by_any_address_but_by_no_other_name(string host, int status)
    {
        var relay = Start(address: IPAddress.Any, token: "secret-token");

        Assert.Equal(status, (await GetAsync(relay, host, "Authorization: Bearer secret-token\r\n")).Status);
    }

    [Theory]
    [InlineData("http://localhost:PORT", 200)]
    [InlineData("https://localhost:PORT", 200)]
    [InlineData("http://127.0.0.1:PORT", 403)]
    [InlineData("http://localhost:1", 403)]
    [InlineData("http://localhost", 403)]
    [InlineData("https://evil.example", 403)]
    [InlineData("null", 403)]
    [InlineData("", 403)]
    public async Task Pages_of_other_origins_are_refused(string origin, int status)
    {
        var relay = Start();

        var answer = await GetAsync(relay, "localhost:PORT", $"Origin: {origin}\r\n");

        Assert.Equal(status, answer.Status);
        Assert.Null(answer.Header("Access-Control-Allow-Origin"));
        Assert.Equal("same-origin", answer.Header("Cross-Origin-Resource-Policy") ?? "same-origin");
        Assert.Equal(status, (await GetAsync(relay, "localhost:PORT", $"Origin: {origin}\r\n", path: "/")).Status);
    }

    [Theory]
    [InlineData("https://app.example", true)]
    [InlineData("http://localhost:5173", true)]
    [InlineData("HTTPS://APP.EXAMPLE", true)]
    [InlineData("https://app.example:8443", false)]
    [InlineData("http://app.example", false)]
    [InlineData("https://evil.app.example", false)]
    [InlineData("null", false)]
    public async Task Origins_that_were_named_may_read_the_answers(string origin, bool isAllowed)
    {
        var relay = Start(origins: ["https://app.example/", "http://localhost:5173"]);

        var answer = await GetAsync(relay, "localhost:PORT", $"Origin: {origin}\r\n");

        Assert.Equal(isAllowed ? 200 : 403, answer.Status);
        Assert.Equal(isAllowed ? origin : null, answer.Header("Access-Control-Allow-Origin"));
        Assert.Equal(isAllowed ? "cross-origin" : null, answer.Header("Cross-Origin-Resource-Policy"));
        Assert.Equal("Origin", answer.Header("Vary"));
        Assert.Null(answer.Header("Access-Control-Allow-Credentials"));
    }

    [Fact]
    public async Task Errors_can_be_read_by_allowed_origins()
    {
        var relay = Start(origins: ["https://app.example"]);

        var answer = await GetAsync(relay, "localhost:PORT", "Origin: https://app.example\r\n", "/nowhere");

        Assert.Equal((404, "https://app.example"), (answer.Status, answer.Header("Access-Control-Allow-Origin")));
    }

    [Fact]
    public async Task A_preflight_is_answered_to_allowed_origins_alone()
    {
        var relay = Start(origins: ["https://app.example"], token: "secret-token");
        const string Asks = "Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: content-type,authorization, x-stainless-os, b(d\r\nAccess-Control-Request-Private-Network: true\r\n";

        var allowed = await GetAsync(relay, "localhost:PORT", "Origin: https://app.example\r\n" + Asks, "/chat", "OPTIONS");
        var refused = await GetAsync(relay, "localhost:PORT", "Origin: https://evil.example\r\n" + Asks, "/chat", "OPTIONS");

        Assert.Equal(204, allowed.Status);
        Assert.Equal("POST, OPTIONS", allowed.Header("Access-Control-Allow-Methods"));
        Assert.Equal("content-type, authorization, x-stainless-os", allowed.Header("Access-Control-Allow-Headers"));
        Assert.Equal("true", allowed.Header("Access-Control-Allow-Private-Network"));
        Assert.Equal("https://app.example", allowed.Header("Access-Control-Allow-Origin"));
        Assert.Equal((403, null), (refused.Status, refused.Header("Access-Control-Allow-Methods")));
    }

    [Theory]
    [InlineData("cross-site", "/v1/models", 403)]
    [InlineData("same-origin", "/v1/models", 200)]
    [InlineData("none", "/v1/models", 200)]
    [InlineData("cross-site", "/", 200)]
    public async Task Other_sites_may_link_to_the_page_and_nothing_else(string site, string path, int status)
    {
        var relay = Start();

        Assert.Equal(status, (await GetAsync(relay, "localhost:PORT", $"Sec-Fetch-Site: {site}\r\n", path)).Status);
    }

    [Theory]
    [InlineData(null, 401)]
    [InlineData("Bearer wrong", 401)]
    [InlineData("Bearer secret-token2", 401)]
    [InlineData("Bearer secret-toke", 401)]
    [InlineData("Bearer", 401)]
    [InlineData("Basic secret-token", 401)]
    [InlineData("secret-token", 401)]
    [InlineData("Bearer secret-token", 200)]
    [InlineData("bearer  secret-token", 200)]
    public async Task A_token_that_is_wanted_has_to_be_shown(string? authorization, int status)
    {
        var relay = Start(token: "secret-token");

        var answer = await GetAsync(relay, "localhost:PORT", authorization is null ? "" : $"Authorization: {authorization}\r\n");

        Assert.Equal(status, answer.Status);
        Assert.Equal(status == 401 ? "Bearer" : null, answer.Header("WWW-Authenticate"));
        Assert.DoesNotContain("secret", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(relay.LastErrors, error => error.Message.Contains("secret", StringComparison.Ordinal));
        Assert.Equal(200, (await GetAsync(relay, "localhost:PORT", path: "/")).Status);
        Assert.Equal(401, (await GetAsync(relay, "localhost:PORT", "Content-Type: application/json\r\nContent-Length: 0\r\n", "/chat", "POST")).Status);
    }

    [Fact]
    public async Task The_token_isnt_sent_to_the_service()
    {
        Server.Respond(Answer());
        var relay = StartRelay(new ChatRelayOptions { Port = 0, AccessToken = new ApiKey("secret-token") });
        using var request = Post(relay, "/chat", Hello);
        request.Headers.Authorization = new("Bearer", "secret-token");

        using var response = await Http.SendAsync(request);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal($"Bearer {Key}", Server.Requests.Single().Headers["Authorization"]);
    }

    [Fact]
    public async Task Both_loopback_addresses_are_served_and_others_arent()
    {
        var relay = Start();

        foreach (var address in new[] { IPAddress.Loopback, IPAddress.IPv6Loopback })
        {
            using var client = new System.Net.Sockets.TcpClient(address.AddressFamily);
            if (!System.Net.Sockets.Socket.OSSupportsIPv6 && address == IPAddress.IPv6Loopback)
                continue;
            await client.ConnectAsync(address, relay.Port);
        }

        Assert.Equal($"http://127.0.0.1:{relay.Port}/", relay.ToString());
        var other = Dns.GetHostAddresses(Dns.GetHostName()).FirstOrDefault(address => !IPAddress.IsLoopback(address));
        Assert.SkipWhen(other is null, "This machine has no other address.");
        using var stranger = new System.Net.Sockets.TcpClient(other!.AddressFamily);
        await Assert.ThrowsAnyAsync<System.Net.Sockets.SocketException>(() => stranger.ConnectAsync(other, relay.Port));
    }

    [Theory]
    [InlineData("0.0.0.0", null, null, null, ChatErrorKind.AccessTokenMissing, "At 0.0.0.0 other machines reach the relay, and would ask at your expense: it needs an access token.")]
    [InlineData(null, "*", null, null, ChatErrorKind.AccessTokenMissing, "With the origin * any web page could use the relay, and would ask at your expense: it needs an access token.")]
    [InlineData(null, "app.example", null, null, ChatErrorKind.InvalidRequest, "'app.example' isn't the origin of a page: it has to be a scheme, a host and perhaps a port, for example https://app.example.")]
    [InlineData(null, "https://app.example/path", null, null, ChatErrorKind.InvalidRequest, "'https://app.example/path' isn't the origin of a page: it has to be a scheme, a host and perhaps a port, for example https://app.example.")]
    [InlineData(null, null, "https://chat.example", null, ChatErrorKind.InvalidRequest, "'https://chat.example' isn't the name of a host: it has to be a name and perhaps a port, for example chat.example.")]
    [InlineData(null, null, "chat.example/x", null, ChatErrorKind.InvalidRequest, "'chat.example/x' isn't the name of a host: it has to be a name and perhaps a port, for example chat.example.")]
    [InlineData("203.0.113.7", null, null, "token", ChatErrorKind.AddressUnavailable, "The relay can't listen on 203.0.113.7: ")]
    public void A_relay_that_strangers_could_use_isnt_started(string? address, string? origin, string? host, string? token, ChatErrorKind kind, string message)
    {
        var exception = Assert.Throws<ChatInputException>(() => StartRelay(new ChatRelayOptions
        {
            Port = 0,
            Address = address is null ? null : IPAddress.Parse(address),
            AllowedOrigins = origin is null ? [] : [origin],
            AllowedHosts = host is null ? [] : [host],
            AccessToken = token is null ? null : new ApiKey(token),
        }));

        Assert.Equal(kind, exception.Kind);
        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_in_use_is_told()
    {
        var relay = Start();

        var exception = Assert.Throws<ChatInputException>(() => StartRelay(new ChatRelayOptions { Port = relay.Port }));

        Assert.Equal((ChatErrorKind.PortInUse, $"Port {relay.Port} is in use: another program, or another relay, listens on it."), (exception.Kind, exception.Message));
    }
}
