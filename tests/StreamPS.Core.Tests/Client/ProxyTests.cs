using System;
using System.Globalization;
using System.Net;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Client;

public sealed class ProxyTests : ServerTest
{
    [Fact]
    public async Task The_proxy_is_used_and_passes_deltas_on_as_they_come()
    {
        await using var proxy = await ProxyServer.StartAsync();
        var gate = new Gate();
        Server.Respond(Reply.Frames(OpenAIFrames.Content("one")).Then(ReplyStep.WaitFor(gate)).ThenFrames(OpenAIFrames.Content("two"), OpenAIFrames.Done));
        await using var stream = CreateClient(proxy.Address).Stream("Hello");

        Assert.Equal("one", (await NextAsync(stream)).Content);
        gate.Open();
        Assert.Equal("onetwo", (await stream.ReadToEndAsync()).Text);
        Assert.Equal("1.1 loopback", Server.Requests[0].Headers["Via"]);
        Assert.True(Assert.Single(proxy.Requests).IsForwarded);
    }

    [Fact]
    public async Task The_credential_is_given_to_a_proxy_that_asks()
    {
        await using var proxy = await ProxyServer.StartAsync(new NetworkCredential("ann", "pass-word"));
        Server.Respond(Answer());

        var completion = await CreateClient(proxy.Address, new NetworkCredential("ann", "pass-word")).CompleteAsync(new ChatRequest("Hello"));

        Assert.Equal("Hi", completion.Text);
        Assert.False(Server.Requests[0].Headers.ContainsKey("Proxy-Authorization"));
    }

    [Fact]
    public async Task A_proxy_that_refuses_is_a_proxy_failure()
    {
        await using var proxy = await ProxyServer.StartAsync(new NetworkCredential("ann", "pass-word"));

        var without = await FailAsync(CreateClient(proxy.Address));
        var wrong = await FailAsync(CreateClient(proxy.Address, new NetworkCredential("ann", "wrong-word")));

        Assert.Equal(ChatErrorKind.ProxyFailure, without.Kind);
        Assert.Equal(ChatErrorKind.ProxyFailure, wrong.Kind);
        Assert.Equal(HttpStatusCode.ProxyAuthenticationRequired, Assert.IsType<ChatServiceException>(without).StatusCode);
        Assert.DoesNotContain("wrong-word", wrong.ToString(), StringComparison.Ordinal);
        Assert.Empty(Server.Requests);
    }

    [Fact]
    public async Task A_proxy_that_is_not_there_is_a_proxy_failure_that_names_it()
    {
        string address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Get()}");

        var exception = await FailAsync(CreateClient(new Uri(address)));

        Assert.Equal(ChatErrorKind.ProxyFailure, exception.Kind);
        Assert.StartsWith($"There is no connection to the proxy {address}: ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_whose_name_nobody_has_is_a_proxy_failure()
    {
        var exception = await FailAsync(CreateClient(new Uri("http://nosuchproxy.invalid:8080")));

        Assert.Equal(ChatErrorKind.ProxyFailure, exception.Kind);
        Assert.Contains("nosuchproxy.invalid", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_that_makes_no_tunnel_is_a_proxy_failure()
    {
        await using var proxy = await ProxyServer.StartAsync();
        var client = new ChatClient(
            ChatProvider.FromBaseUri(new Uri("https://127.0.0.1:1/v1")),
            new ChatClientOptions { Retry = ChatRetryOptions.None, Connection = new ConnectionOptions { Proxy = proxy.Address } });

        var exception = await FailAsync(client);

        Assert.Equal(ChatErrorKind.ProxyFailure, exception.Kind);
        Assert.Equal("CONNECT", Assert.Single(proxy.Requests).Method);
    }

    [Theory]
    [InlineData("ftp://proxy:21")]
    [InlineData("proxy:8080")]
    public void An_address_that_is_no_proxys_is_refused(string address)
    {
        var exception = Assert.Throws<ChatInputException>(() => CreateClient(new Uri(address)));

        Assert.Equal(ChatErrorKind.InvalidRequest, exception.Kind);
        Assert.Equal($"'{address}' isn't an address of a proxy: it has to begin with http://, https:// or socks5://.", exception.Message);
    }

    private ChatClient CreateClient(Uri proxy, NetworkCredential? credential = null) =>
        CreateClient(new ChatClientOptions { Retry = ChatRetryOptions.None, ApiKey = new ApiKey(Key), Connection = new ConnectionOptions { Proxy = proxy, ProxyCredential = credential } });
}
