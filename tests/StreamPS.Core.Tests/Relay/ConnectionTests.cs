using System;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Relay;

/// <summary>What a connection carries: several requests, several versions, methods without bodies.</summary>
public sealed class ConnectionTests : RelayTest
{
    private static string Get(ChatRelay relay, string path = "/favicon.ico", string version = "1.1", string more = "") =>
        $"GET {path} HTTP/{version}\r\nHost: localhost:{relay.Port}\r\n{more}\r\n";

    private static string Ask(ChatRelay relay, string text) =>
        $$"""POST /stream-chat HTTP/1.1{{"\r\n"}}Host: localhost:{{relay.Port}}{{"\r\n"}}Content-Type: application/json{{"\r\n"}}Content-Length: {{text.Length + 14}}{{"\r\n\r\n"}}{"message":"{{text}}"}""";

    [Fact]
    public async Task Requests_follow_one_another()
    {
        Server.RespondAlways(Answer("Hi"));
        var relay = StartRelay();
        using var client = await RawClient.ConnectAsync(relay);
        for (int i = 0; i < 5; i++)
        {
            await client.SendAsync(Ask(relay, $"{i}"));
            var answer = await client.ReadAnswerAsync();
            Assert.Equal((200, "Hi"), (answer.Status, answer.Body));
            Assert.Null(answer.Header("Connection"));
        }

        Assert.Equal(["0", "1", "2", "3", "4"], Server.Requests.Select(request => request.Json.GetProperty("messages")[0].GetProperty("content").GetString()));
    }

    [Fact]
    public async Task Requests_that_come_early_are_answered_in_their_order()
    {
        var gate = new Gate();
        Server.Respond(Reply.Frames(OpenAIFrames.Content("first")).Then(ReplyStep.WaitFor(gate)).ThenFrames(OpenAIFrames.Finish(), OpenAIFrames.Done));
        Server.Respond(Answer("second"));
        var relay = StartRelay();
        using var client = await RawClient.ConnectAsync(relay);
        await client.SendAsync(Ask(relay, "a"));
        await gate.Reached.WaitAsync(Limit);

        // One in the middle of the reply, and more than a buffer of them.
        string early = Ask(relay, "b") + string.Concat(Enumerable.Repeat(Get(relay), 200)) + Get(relay, "/v1/models/none", more: "Connection: close\r\n");
        Server.Respond("/v1/models", Reply.Json(200, """{"data":[]}"""));
        await client.SendAsync(early);
        gate.Open();

        Assert.Equal("first", (await client.ReadAnswerAsync()).Body);
        Assert.Equal("second", (await client.ReadAnswerAsync()).Body);
        for (int i = 0; i < 200; i++)
            Assert.Equal(204, (await client.ReadAnswerAsync()).Status);
        var last = await client.ReadAnswerAsync();
        Assert.Equal((404, "There is no model 'none'."), (last.Status, last.Error));
        Assert.Equal("close", last.Header("Connection"));
        Assert.True(await client.IsEndedAsync());
    }

    [Fact]
    public async Task HTTP_1_0_gets_the_reply_without_chunks()
    {
        Server.RespondAlways(Answer("Hi"));
        var relay = StartRelay();

        var answer = await RawClient.AskAsync(relay, Ask(relay, "a").Replace("HTTP/1.1", "HTTP/1.0", StringComparison.Ordinal));

        Assert.Equal((200, "Hi"), (answer.Status, answer.Body));
        Assert.Null(answer.Header("Transfer-Encoding"));
        Assert.Equal("close", answer.Header("Connection"));
    }

    [Fact]
    public async Task HTTP_1_0_keeps_the_connection_when_it_asks()
    {
        var relay = StartRelay();
        using var client = await RawClient.ConnectAsync(relay);
        await client.SendAsync(Get(relay, version: "1.0", more: "Connection: keep-alive\r\n") + Get(relay, version: "1.0"));

        Assert.Equal("keep-alive", (await client.ReadAnswerAsync()).Header("Connection"));
        Assert.Equal("close", (await client.ReadAnswerAsync()).Header("Connection"));
        Assert.True(await client.IsEndedAsync());
    }

    [Fact]
    public async Task HEAD_gets_the_head_alone()
    {
        var relay = StartRelay();
        using var client = await RawClient.ConnectAsync(relay);
        await client.SendAsync(Get(relay, "/").Replace("GET", "HEAD", StringComparison.Ordinal) + Get(relay, "/"));

        var head = await client.ReadAnswerAsync(isHead: true);
        var whole = await client.ReadAnswerAsync();

        Assert.Equal((200, 200), (head.Status, whole.Status));
        Assert.Equal($"{System.Text.Encoding.UTF8.GetByteCount(whole.Body)}", head.Header("Content-Length"));
    }

    [Fact]
    public async Task A_connection_with_an_unread_body_is_closed()
    {
        var relay = StartRelay();
        using var client = await RawClient.ConnectAsync(relay);
        await client.SendAsync($"POST /nowhere HTTP/1.1\r\nHost: localhost:{relay.Port}\r\nContent-Length: {Get(relay).Length}\r\n\r\n" + Get(relay));

        var answer = await client.ReadAnswerAsync();

        Assert.Equal((404, "close"), (answer.Status, answer.Header("Connection")));
        Assert.True(await client.IsEndedAsync());
    }

    [Theory]
    [InlineData("GET", "/nowhere", 404, null)]
    [InlineData("GET", "/index.html/", 404, null)]
    [InlineData("GET", "/..%2findex.html", 404, null)]
    [InlineData("GET", "/../../etc/passwd", 404, null)]
    [InlineData("GET", "/CHAT", 404, null)]
    [InlineData("GET", "/chat", 405, "POST, OPTIONS")]
    [InlineData("PUT", "/stream-chat", 405, "POST, OPTIONS")]
    [InlineData("DELETE", "/v1/chat/completions", 405, "POST, OPTIONS")]
    [InlineData("POST", "/v1/models", 405, "GET, OPTIONS")]
    [InlineData("POST", "/", 405, "GET, HEAD, OPTIONS")]
    [InlineData("TRACE", "/", 405, "GET, HEAD, OPTIONS")]
    [InlineData("BREW", "/index.html", 405, "GET, HEAD, OPTIONS")]
    public async Task An_unknown_path_or_method_is_refused(string method, string path, int status, string? allow)
    {
        var relay = StartRelay();

        var answer = await RawClient.AskAsync(relay, Get(relay, path, more: "Connection: close\r\n").Replace("GET", method, StringComparison.Ordinal));

        Assert.Equal((status, allow), (answer.Status, answer.Header("Allow")));
        Assert.NotEmpty(answer.Error);
    }

    [Fact]
    public async Task OPTIONS_tells_the_methods()
    {
        var relay = StartRelay();
        using var request = new HttpRequestMessage(HttpMethod.Options, new Uri(relay.Address, "/chat"));

        using var response = await Http.SendAsync(request);

        Assert.Equal(204, (int)response.StatusCode);
        Assert.Equal("POST, OPTIONS", string.Join(", ", response.Content.Headers.Allow));
    }
}
