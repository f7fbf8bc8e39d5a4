using System;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Relay;

/// <summary>What goes wrong behind the relay reaches the client: as a status before the reply has begun, and in the middle of it never as a silent end.</summary>
public sealed class FailureTests : RelayTest
{
    private const string Streamed = "\"stream\":true";

    [Theory]
    [InlineData(429, """{"error":{"message":"Slow down","type":"rate_limit_reached_error"}}""", 429, "rate_limit_error", "rate_limit_exceeded")]
    [InlineData(429, """{"error":{"message":"Broke","type":"insufficient_quota","code":"insufficient_quota"}}""", 429, "insufficient_quota", "insufficient_quota")]
    [InlineData(400, """{"error":{"message":"This model's maximum context length is 10 tokens","code":"context_length_exceeded"}}""", 400, "invalid_request_error", "context_length_exceeded")]
    [InlineData(400, """{"error":{"message":"Bad temperature"}}""", 400, "invalid_request_error", "invalid_request")]
    [InlineData(401, """{"error":{"message":"Bad key"}}""", 502, "server_error", "upstream_authentication")]
    [InlineData(403, """{"error":{"message":"Not yours"}}""", 502, "server_error", "upstream_authentication")]
    [InlineData(404, """{"error":{"message":"No model","code":"model_not_found"}}""", 404, "invalid_request_error", "model_not_found")]
    [InlineData(500, """{"error":{"message":"Broken"}}""", 502, "server_error", "service_error")]
    [InlineData(503, """{"error":{"message":"Busy"}}""", 503, "server_error", "overloaded")]
    public async Task An_error_answer_becomes_a_status(int upstream, string answer, int status, string type, string code)
    {
        Server.RespondAlways(Reply.Json(upstream, answer).WithHeader("Retry-After", "7"));
        var relay = StartRelay();
        foreach (string more in new[] { "", Streamed })
        {
            using var response = await Http.SendAsync(Post(relay, "/v1/chat/completions", Completion(more)));
            var error = JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("error");

            Assert.Equal(status, (int)response.StatusCode);
            Assert.Equal((type, code), (error.GetProperty("type").GetString(), error.GetProperty("code").GetString()));
            Assert.Contains(JsonElement.Parse(answer).GetProperty("error").GetProperty("message").GetString()!, error.GetProperty("message").GetString(), StringComparison.Ordinal);
            if (status is 429 or 503)
                Assert.Equal("7", response.Headers.GetValues("Retry-After").Single());
        }

        foreach (string path in new[] { "/chat", "/stream-chat" })
        {
            var (plainStatus, body) = await PostAsync(relay, path, Hello);
            Assert.Equal((status, JsonValueKind.String), (plainStatus, JsonElement.Parse(body).GetProperty("error").ValueKind));
        }

        await UntilIdleAsync(relay);
        Assert.Equal((4, 0), (relay.FailedStreams, relay.FinishedStreams));
        Assert.Equal(4, relay.LastErrors.Count);
    }

    [Fact]
    public async Task Only_what_may_pass_is_to_be_tried_again()
    {
        Server.Respond(Reply.Json(500, "{}"), Reply.Json(401, "{}"));
        var relay = StartRelay();

        using var transient = await Http.SendAsync(Post(relay, "/v1/chat/completions", Completion()));
        using var lasting = await Http.SendAsync(Post(relay, "/v1/chat/completions", Completion()));

        Assert.False(transient.Headers.Contains("x-should-retry"));
        Assert.Equal("false", lasting.Headers.GetValues("x-should-retry").Single());
    }

    [Fact]
    public async Task A_service_that_isnt_there_is_a_bad_gateway()
    {
        int port = FreePort.Get();
        var relay = StartRelay(client: new ChatClient(ChatProvider.FromBaseUri(new Uri($"http://127.0.0.1:{port}/v1")), Once));

        var (status, body) = await PostAsync(relay, "/chat", Hello);

        Assert.Equal(502, status);
        Assert.Contains("127.0.0.1", JsonElement.Parse(body).GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal("ConnectionFailed", Assert.Single(relay.LastErrors).Kind);
    }

    [Fact]
    public async Task A_service_that_doesnt_answer_in_time_is_a_timeout()
    {
        var clock = new ManualClock();
        Server.Respond(new Reply { BeforeHeaders = [ReplyStep.Stall] });
        var client = CreateClient(new ChatClientOptions { Retry = ChatRetryOptions.None, Clock = clock, Timeouts = new ChatTimeouts { FirstToken = TimeSpan.FromSeconds(3), Connection = null } });
        var relay = StartRelay(client: client);
        var asking = PostAsync(relay, "/chat", Hello);
        await Server.WaitForRequestAsync();
        await clock.WaitForTimerAsync(TimeSpan.FromSeconds(3));

        clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(504, (await asking).Status);
    }

    [Fact]
    public async Task A_key_never_reaches_the_client()
    {
        Server.RespondAlways(Reply.Json(401, $$$"""{"error":{"message":"The key {{{Key}}} is wrong"}}"""));
        var relay = StartRelay();

        foreach (string path in new[] { "/chat", "/stream-chat", "/v1/chat/completions" })
        {
            var (_, body) = await PostAsync(relay, path, path == "/v1/chat/completions" ? Completion() : Hello);
            Assert.Contains("The key **** is wrong", body, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(relay.LastErrors, error => error.Message.Contains(Key, StringComparison.Ordinal));
    }

    public static TheoryData<string> Breaks => ["cut", "reset", "error", "bad frame"];

    private static Reply Break(string how) => how switch
    {
        "cut" => Reply.Frames(OpenAIFrames.Role(), OpenAIFrames.Content("part")),
        "reset" => Reply.Frames(OpenAIFrames.Role(), OpenAIFrames.Content("part")).Then(ReplyStep.Delay(TimeSpan.FromMilliseconds(50)), ReplyStep.Reset),
        "error" => Reply.Frames(OpenAIFrames.Role(), OpenAIFrames.Content("part"), OpenAIFrames.Frame("""{"error":{"message":"Busy","type":"overloaded_error"}}"""), OpenAIFrames.Done),
        _ => Reply.Frames(OpenAIFrames.Role(), OpenAIFrames.Content("part"), "data: {{{\n\n"),
    };

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task Stream_chat_breaks_when_the_reply_does(string how)
    {
        Server.Respond(Break(how));
        var relay = StartRelay();
        using var response = await BeginAsync(relay, "/stream-chat", Hello);
        using var text = await response.Content.ReadAsStreamAsync();
        var piece = new byte[100];

        Assert.Equal("part", System.Text.Encoding.UTF8.GetString(piece, 0, await text.ReadAsync(piece)));
        await Assert.ThrowsAnyAsync<Exception>(() => text.ReadAsync(piece).AsTask().WaitAsync(Limit));
        await UntilIdleAsync(relay);
        Assert.Equal(1, relay.FailedStreams);
        Assert.Equal(200, Assert.Single(relay.LastErrors).Status);
    }

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task Stream_chat_is_reset_for_HTTP_1_0(string how)
    {
        Server.Respond(Break(how));
        var relay = StartRelay();
        using var client = await RawClient.ConnectAsync(relay);
        await client.SendAsync($"POST /stream-chat HTTP/1.0\r\nHost: localhost:{relay.Port}\r\nContent-Type: application/json\r\nContent-Length: {Hello.Length}\r\n\r\n{Hello}");

        await Assert.ThrowsAnyAsync<System.IO.IOException>(() => client.ReadToEndAsync());
    }

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task Chat_says_it_in_a_frame(string how)
    {
        Server.Respond(Break(how));
        var relay = StartRelay();

        var events = Chunks((await PostAsync(relay, "/chat", Hello)).Body);

        Assert.Equal(2, events.Length);
        Assert.Equal("part", events[0].GetProperty("content").GetString());
        Assert.NotEmpty(events[1].GetProperty("error").GetString()!);
    }

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task A_completion_says_it_in_a_frame_and_ends_without_its_marker(string how)
    {
        Server.Respond(Break(how));
        var relay = StartRelay();
        using var client = await RawClient.ConnectAsync(relay);
        string body = Completion(Streamed);
        await client.SendAsync($"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost:{relay.Port}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");

        string answer = await client.ReadToEndAsync();

        Assert.Contains("\"content\":\"part\"", answer, StringComparison.Ordinal);
        Assert.Contains("data: {\"error\":{\"message\":", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("\r\n0\r\n\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_whole_completion_that_breaks_is_a_status()
    {
        Server.Respond(Break("cut"));
        var relay = StartRelay();

        var (status, body) = await PostAsync(relay, "/v1/chat/completions", Completion());

        Assert.Equal(502, status);
        Assert.Equal("incomplete_stream", JsonElement.Parse(body).GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task What_cant_be_sent_to_the_service_is_the_clients_mistake()
    {
        var relay = StartRelay(client: CreateClient("Anthropic"));

        var (status, body) = await PostAsync(relay, "/v1/chat/completions", Completion("\"n\":2"));

        Assert.Equal(400, status);
        Assert.Contains("The Anthropic format has no place for several replies", body, StringComparison.Ordinal);
    }
}
