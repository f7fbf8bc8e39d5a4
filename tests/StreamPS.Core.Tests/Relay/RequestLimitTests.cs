using System;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Relay;

/// <summary>What a relay takes has limits, of size and of time.</summary>
public sealed class RequestLimitTests : RelayTest
{
    private static string Head(ChatRelay relay, string more) => Start(relay) + more + "\r\n\r\n";

    private static string Start(ChatRelay relay) => $"POST /chat HTTP/1.1\r\nHost: localhost:{relay.Port}\r\nContent-Type: application/json\r\n";

    [Fact]
    public async Task A_head_of_more_than_16_KB_is_refused()
    {
        var relay = StartRelay();

        var answer = await RawClient.AskAsync(relay, Head(relay, "A: " + new string('x', 40 * 1024)));

        Assert.Equal((431, "The request's head is larger than 16384 bytes."), (answer.Status, answer.Error));
        Assert.Equal(415, (await RawClient.AskAsync(relay, Head(relay, "Content-Length: 2\r\nContent-Encoding: gzip\r\nA: " + new string('x', 16_000)) + "{}")).Status);
    }

    [Fact]
    public async Task More_than_100_headers_are_refused()
    {
        var relay = StartRelay();

        var answer = await RawClient.AskAsync(relay, Head(relay, string.Join("\r\n", Enumerable.Range(0, 99).Select(i => $"A{i}: 1"))));
        var allowed = await RawClient.AskAsync(relay, Head(relay, string.Join("\r\n", Enumerable.Range(0, 98).Select(i => $"A{i}: 1"))));

        Assert.Equal((431, "The request has more than 100 headers."), (answer.Status, answer.Error));
        Assert.Equal(411, allowed.Status);
    }

    [Theory]
    [InlineData("Content-Length: 101\r\n\r\n")]
    [InlineData("Content-Length: 101\r\nExpect: 100-continue\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n65\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n40\r\n################################################################\r\n25\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nFFFFFFFF\r\n")]
    public async Task A_body_that_is_too_large_is_refused_before_it_has_come(string rest)
    {
        var relay = StartRelay(new ChatRelayOptions { Port = 0, MaxBodyBytes = 100 });

        var answer = await RawClient.AskAsync(relay, Start(relay) + rest);

        Assert.Equal((413, "The request's body is larger than the 100 bytes that are taken here."), (answer.Status, answer.Error));
        Assert.Equal("close", answer.Header("Connection"));
    }

    [Fact]
    public async Task The_answer_reaches_a_client_that_goes_on_sending()
    {
        var relay = StartRelay(new ChatRelayOptions { Port = 0, MaxBodyBytes = 100 });
        using var client = await RawClient.ConnectAsync(relay);
        await client.SendAsync(Head(relay, "Content-Length: 4000000"));
        await client.SendAsync(new byte[4_000_000]);

        Assert.Equal(413, (await client.ReadAnswerAsync()).Status);
    }

    [Fact]
    public async Task A_body_of_unknown_length_is_refused()
    {
        var relay = StartRelay();

        var answer = await RawClient.AskAsync(relay, Head(relay, "A: 1"));

        Assert.Equal((411, "The request has no body, or doesn't say how long it is."), (answer.Status, answer.Error));
    }

    [Fact]
    public async Task A_client_that_waits_for_a_word_gets_it()
    {
        Server.Respond(Answer("Hi"));
        var relay = StartRelay();
        using var client = await RawClient.ConnectAsync(relay);
        await client.SendAsync(Head(relay, $"Content-Length: {Hello.Length}\r\nExpect: 100-Continue"));

        Assert.Equal("HTTP/1.1 100 Continue\r\n\r\n", await client.ReadToAsync("\r\n\r\n"));
        await client.SendAsync(Hello);

        Assert.Equal(200, (await client.ReadAnswerAsync()).Status);
    }

    [Theory]
    [InlineData("GET / HT", "The request's head wasn't there after 30 s.")]
    [InlineData("POST /chat HTTP/1.1\r\nHost: localhost:PORT\r\nContent-Type: application/json\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n{", "The request's body wasn't there after 30 s.")]
    [InlineData("POST /chat HTTP/1.1\r\nHost: localhost:PORT\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n9\r\n{", "The request's body wasn't there after 30 s.")]
    public async Task A_request_that_isnt_there_in_time_is_refused(string request, string message)
    {
        var clock = new ManualClock();
        var relay = StartRelay(client: CreateClient(clock));
        using var client = await RawClient.ConnectAsync(relay);
        await client.SendAsync(request.Replace("PORT", $"{relay.Port}", StringComparison.Ordinal));
        // The head has a limit of its own: this says that it's the body's turn.
        if (request.Contains("Expect", StringComparison.Ordinal))
            await client.ReadToAsync("\r\n\r\n");
        await clock.WaitForTimerAsync(TimeSpan.FromSeconds(30));
        var answer = client.ReadAnswerAsync();

        clock.AdvanceToEndOf(answer, TimeSpan.FromSeconds(30));

        Assert.Equal((408, message), ((await answer).Status, (await answer).Error));
        await clock.WaitForTimerAsync(TimeSpan.FromSeconds(2));
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.True(await client.IsEndedAsync());
    }

    [Fact]
    public async Task A_connection_without_requests_is_closed()
    {
        var clock = new ManualClock();
        var relay = StartRelay(client: CreateClient(clock));
        using var client = await RawClient.ConnectAsync(relay);
        await client.SendAsync($"GET / HTTP/1.1\r\nHost: localhost:{relay.Port}\r\n\r\n");
        Assert.Equal(200, (await client.ReadAnswerAsync()).Status);
        var end = client.IsEndedAsync();
        await clock.WaitForTimerAsync(TimeSpan.FromSeconds(120));

        clock.AdvanceToEndOf(end, TimeSpan.FromSeconds(120));

        Assert.True(await end);
    }

    [Fact]
    public async Task More_connections_than_allowed_are_told_to_come_back()
    {
        var relay = StartRelay(new ChatRelayOptions { Port = 0, MaxConnections = 1 });
        var first = await RawClient.ConnectAsync(relay);
        await first.SendAsync($"GET / HTTP/1.1\r\nHost: localhost:{relay.Port}\r\n\r\n");
        await first.ReadAnswerAsync();

        using (var second = await RawClient.ConnectAsync(relay))
        {
            var answer = await second.ReadAnswerAsync();
            Assert.Equal((503, "There are 1 connections already, which is all that are allowed."), (answer.Status, answer.Error));
            Assert.Equal("1", answer.Header("Retry-After"));
        }

        first.Dispose();
        // That the relay has seen it leave shows in nothing but its answers.
        using var limit = new CancellationTokenSource(Limit);
        while ((await RawClient.AskAsync(relay, $"GET / HTTP/1.1\r\nHost: localhost:{relay.Port}\r\n\r\n")).Status != 200)
            limit.Token.ThrowIfCancellationRequested();
    }

    [Fact]
    public async Task More_streams_than_allowed_are_told_to_come_back()
    {
        var gate = new Gate();
        Server.RespondAlways(Reply.Frames(OpenAIFrames.Content("Hi")).Then(ReplyStep.WaitFor(gate)).ThenFrames(OpenAIFrames.Finish(), OpenAIFrames.Done));
        var relay = StartRelay(new ChatRelayOptions { Port = 0, MaxStreams = 1 });
        using var first = await BeginAsync(relay, "/stream-chat", Hello);

        using var second = await Http.SendAsync(Post(relay, "/v1/chat/completions", Completion()));

        Assert.Equal(503, (int)second.StatusCode);
        Assert.Equal("1", Assert.Single(second.Headers.GetValues("Retry-After")));
        Assert.Equal(
            """{"error":{"message":"There are 1 replies on their way already, which is all that are allowed.","type":"server_error","param":null,"code":"too_many_streams"}}""",
            await second.Content.ReadAsStringAsync());
        gate.Open();
        Assert.Equal("Hi", await first.Content.ReadAsStringAsync());
        await UntilIdleAsync(relay);
        Assert.Equal(200, (await PostAsync(relay, "/stream-chat", Hello)).Status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json; charset=utf-8; profile=x")]
    [InlineData("application/jsonp")]
    [InlineData("multipart/form-data; boundary=x")]
    public async Task Another_content_type_than_JSON_is_refused(string? type)
    {
        var relay = StartRelay();

        var answer = await RawClient.AskAsync(relay, $"POST /chat HTTP/1.1\r\nHost: localhost:{relay.Port}\r\n{(type is null ? "" : $"Content-Type: {type}\r\n")}Content-Length: 2\r\n\r\n{{}}");

        Assert.Equal((415, "The Content-Type has to be application/json, in UTF-8."), (answer.Status, answer.Error));
    }

    [Fact]
    public async Task A_content_type_may_be_written_in_several_ways()
    {
        Server.RespondAlways(Answer());
        var relay = StartRelay();
        foreach (string type in new[] { "application/json", "Application/JSON;charset=\"UTF-8\"", "application/json ; charset=utf-8" })
        {
            using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Hello));
            content.Headers.TryAddWithoutValidation("Content-Type", type);
            using var response = await Http.PostAsync(new Uri(relay.Address, "/chat"), content);
            Assert.Equal(200, (int)response.StatusCode);
        }
    }
}
