using System;
using System.Linq;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using Xunit;

namespace StreamPS.Tests.Protocols;

/// <summary>Anthropic and DashScope over a real connection.</summary>
public sealed class FormatServiceTests
{
    [Fact]
    public async Task Anthropic_answers_a_client()
    {
        await using var server = await ChatServer.StartAsync();
        server.Respond(Reply.Frames(AnthropicSamples.Everything).WithHeader("request-id", "req_7"));

        var completion = await CreateClient(server, ChatProtocol.Anthropic).CompleteAsync(new ChatRequest("Hi"));

        Assert.Equal(ChatCompletionStatus.Complete, completion.Status);
        Assert.Equal("你好, \"Ann\"\n🎉", completion.Text);
        Assert.Equal("Let me see.", completion.Reasoning);
        Assert.Equal("127 + 89 = 216", completion.Usage?.ToString());
        Assert.Equal(("msg_2", "claude-y", "req_7"), (completion.Id, completion.Model, completion.RequestId));
        var request = server.Requests.Single();
        Assert.Equal("/v1/messages", request.Path);
        Assert.Equal("sk-test", request.Headers["x-api-key"]);
        Assert.Equal("2023-06-01", request.Headers["anthropic-version"]);
        Assert.False(request.Headers.ContainsKey("Authorization"));
        RequestBody.AssertIs("""{"model":"m","max_tokens":4096,"messages":[{"role":"user","content":"Hi"}],"stream":true}""", request.Json);
    }

    [Fact]
    public async Task Anthropic_fails_in_the_middle_and_what_arrived_is_kept()
    {
        await using var server = await ChatServer.StartAsync();
        server.Respond(Reply.Frames(
            AnthropicSamples.Text[..AnthropicSamples.Text.IndexOf("event: content_block_stop", StringComparison.Ordinal)],
            "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n"));

        var exception = await Assert.ThrowsAsync<ChatServiceException>(() => CreateClient(server, ChatProtocol.Anthropic).CompleteAsync(new ChatRequest("Hi")));

        Assert.Equal((ChatErrorKind.Overloaded, "overloaded_error", "Overloaded"), (exception.Kind, exception.ServiceCode, exception.ServiceMessage));
        Assert.Equal("Hi", exception.Completion?.Text);
    }

    [Fact]
    public async Task Anthropic_without_its_end_marker_is_cut()
    {
        await using var server = await ChatServer.StartAsync();
        server.Respond(Reply.Frames(AnthropicSamples.Text.Replace("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n", "", StringComparison.Ordinal)));

        var exception = await Assert.ThrowsAsync<ChatStreamException>(() => CreateClient(server, ChatProtocol.Anthropic).CompleteAsync(new ChatRequest("Hi")));

        Assert.Equal(ChatErrorKind.IncompleteStream, exception.Kind);
        Assert.Equal(("Hi", ChatFinishReason.Stop), (exception.Completion?.Text, exception.Completion?.FinishReason));
    }

    [Fact]
    public async Task DashScope_answers_a_client_in_both_ways()
    {
        await using var server = await ChatServer.StartAsync();
        server.Respond(Reply.Frames(DashScopeSamples.Incremental), Reply.Frames(DashScopeSamples.Cumulative) with { Bytewise = true });
        var client = CreateClient(server, ChatProtocol.DashScope);

        for (int i = 0; i < 2; i++)
        {
            var completion = await client.CompleteAsync(new ChatRequest("你是谁?"));

            Assert.Equal(ChatCompletionStatus.Complete, completion.Status);
            Assert.Equal(DashScopeSamples.Text, completion.Text);
            Assert.Equal("22 + 36 = 58", completion.Usage?.ToString());
            Assert.Equal("xxx", completion.Id);
        }

        var request = server.Requests[0];
        Assert.Equal("/v1/services/aigc/text-generation/generation", request.Path);
        Assert.Equal("Bearer sk-test", request.Headers["Authorization"]);
        Assert.Equal("enable", request.Headers["X-DashScope-SSE"]);
        RequestBody.AssertIs("""{"model":"m","input":{"messages":[{"role":"user","content":"你是谁?"}]},"parameters":{"result_format":"message","incremental_output":true}}""", request.Json);
    }

    [Fact]
    public async Task DashScope_fails_before_and_in_the_middle()
    {
        await using var server = await ChatServer.StartAsync();
        server.Respond(
            Reply.Json(401, """{"code":"InvalidApiKey","message":"Invalid API-key provided.","request_id":"r"}"""),
            Reply.Frames(DashScopeSamples.Event(1, DashScopeSamples.Frame("Well")), "id:2\nevent:error\n:HTTP_STATUS/400\ndata:{\"code\":\"DataInspectionFailed\",\"message\":\"No.\",\"request_id\":\"r\"}\n\n"));
        var client = CreateClient(server, ChatProtocol.DashScope);

        var before = await Assert.ThrowsAsync<ChatServiceException>(() => client.CompleteAsync(new ChatRequest("Hi")));
        var after = await Assert.ThrowsAsync<ChatServiceException>(() => client.CompleteAsync(new ChatRequest("Hi")));

        Assert.Equal((ChatErrorKind.Unauthorized, "InvalidApiKey"), (before.Kind, before.ServiceCode));
        Assert.Equal((ChatErrorKind.ContentFiltered, "DataInspectionFailed"), (after.Kind, after.ServiceCode));
        Assert.Equal("Well", after.Completion?.Text);
    }

    private static ChatClient CreateClient(ChatServer server, ChatProtocol protocol) => new(
        new ChatProvider("Test", server.BaseUri) { Protocol = protocol, DefaultModel = "m" },
        new ChatClientOptions { Retry = ChatRetryOptions.None, ApiKey = new ApiKey("sk-test") });
}
