using System;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Client;

public sealed class RedirectTests : ServerTest
{
    [Theory]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_to_the_same_host_is_followed_with_body_and_key(int status)
    {
        Server.Respond("/v1/chat/completions", Redirect(status, "/v2/chat?x=1"));
        Server.Respond("/v2/chat", Answer());

        var completion = await CreateClient().CompleteAsync(new ChatRequest("Hello"));

        Assert.Equal("Hi", completion.Text);
        Assert.Equal(2, Server.Requests.Count);
        Assert.Equal("POST", Server.Requests[1].Method);
        Assert.Equal("?x=1", Server.Requests[1].Query);
        Assert.Equal("Bearer " + Key, Server.Requests[1].Headers["Authorization"]);
        Assert.Equal(Server.Requests[0].Body, Server.Requests[1].Body);
    }

    [Fact]
    public async Task A_whole_address_of_the_same_host_is_followed()
    {
        Server.Respond("/v1/chat/completions", Redirect(307, new Uri(Server.Address, "/moved").AbsoluteUri));
        Server.Respond("/moved", Answer());

        Assert.Equal("Hi", (await CreateClient().CompleteAsync(new ChatRequest("Hello"))).Text);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_to_another_host_is_an_error_and_the_other_host_sees_nothing(int status)
    {
        await using var other = await ChatServer.StartAsync();
        other.RespondAlways(Answer());
        Server.Respond(Redirect(status, new Uri(other.Address, "/v1/chat/completions?secret=1").AbsoluteUri));

        var exception = await FailAsync(CreateClient());

        Assert.Equal(ChatErrorKind.ProtocolError, exception.Kind);
        Assert.Equal(
            $"127.0.0.1 answered with a redirect ({status}) to {other.Address.GetLeftPart(UriPartial.Authority)}/v1/chat/completions, which isn't followed: the key would go there. If that is the service's address, ask it there.",
            exception.Message);
        Assert.Empty(other.Requests);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    public async Task A_redirect_that_would_change_the_method_is_an_error(int status)
    {
        Server.Respond(Redirect(status, "/login"));

        var exception = await FailAsync(CreateClient());

        Assert.Equal(ChatErrorKind.ProtocolError, exception.Kind);
        Assert.Single(Server.Requests);
    }

    [Fact]
    public async Task Redirects_in_a_circle_come_to_an_end()
    {
        Server.RespondAlways(Redirect(307, "/v1/chat/completions"));

        var exception = await FailAsync(CreateClient());

        Assert.Equal(ChatErrorKind.ProtocolError, exception.Kind);
        Assert.Equal(6, Server.Requests.Count);
    }

    private static Reply Redirect(int status, string location) => Reply.Text(status, "text/plain", "").WithHeader("Location", location);
}
