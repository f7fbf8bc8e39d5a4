using System;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using Xunit;

namespace StreamPS.Tests.Protocols;

/// <summary>OpenAI's Responses, Gemini and Ollama over a real connection.</summary>
public sealed class WireFormatServiceTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public static TheoryData<ChatProtocol> Protocols => [ChatProtocol.OpenAIResponses, ChatProtocol.Gemini, ChatProtocol.Ollama];

    [Fact]
    public async Task Responses_answer_a_client()
    {
        await using var server = await ChatServer.StartAsync();
        server.Respond(Reply.Frames(ResponsesSamples.Stream(ResponsesSamples.Everything)).WithHeader("x-request-id", "req_7"));

        var completion = await CreateClient(server, ChatProtocol.OpenAIResponses).CompleteAsync(new ChatRequest("Hi")).WaitAsync(Limit);

        Assert.Equal(ChatCompletionStatus.Complete, completion.Status);
        Assert.Equal(("你好, \"Ann\"\n🎉", "Let me see.raw", "I can't."), (completion.Text, completion.Reasoning, completion.Refusal));
        Assert.Equal(("resp_2", "gpt-y", "req_7", "100 + 30 = 130"), (completion.Id, completion.Model, completion.RequestId, completion.Usage?.ToString()));
        var request = server.Requests.Single();
        Assert.Equal(("/v1/responses", "Bearer sk-test", "text/event-stream"), (request.Path, request.Headers["Authorization"], request.Headers["Accept"]));
        RequestBody.AssertIs("""{"model":"m","input":[{"role":"user","content":"Hi"}],"stream":true}""", request.Json);
    }

    [Fact]
    public async Task Gemini_answers_a_client()
    {
        await using var server = await ChatServer.StartAsync();
        server.Respond(Reply.Frames(GeminiSamples.Stream(GeminiSamples.Everything)), Reply.Json(200, $"[{string.Join(",\r\n", GeminiSamples.Text)}]"));
        var client = CreateClient(server, ChatProtocol.Gemini);

        var completion = await client.CompleteAsync(new ChatRequest("Hi")).WaitAsync(Limit);
        var list = await client.CompleteAsync(new ChatRequest("Hi")).WaitAsync(Limit);

        Assert.Equal((ChatCompletionStatus.Complete, ChatFinishReason.ToolCalls), (completion.Status, completion.FinishReason));
        Assert.Equal(("你好, \"Ann\"\n🎉", "Let me see."), (completion.Text, completion.Reasoning));
        Assert.Equal(("r2", "gemini-y", "10 + 43 = 53"), (completion.Id, completion.Model, completion.Usage?.ToString()));
        Assert.Equal((ChatCompletionStatus.Complete, "There are three."), (list.Status, list.Text));
        var request = server.Requests[0];
        Assert.Equal(("/v1/models/m:streamGenerateContent", "?alt=sse", "sk-test"), (request.Path, request.Query, request.Headers["x-goog-api-key"]));
        Assert.False(request.Headers.ContainsKey("Authorization"));
        RequestBody.AssertIs("""{"contents":[{"role":"user","parts":[{"text":"Hi"}]}]}""", request.Json);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ollama_answers_a_client_without_a_key(bool bytewise)
    {
        await using var server = await ChatServer.StartAsync();
        server.Respond(Lines(OllamaSamples.Lines) with { Bytewise = bytewise });

        var completion = await CreateClient(server, ChatProtocol.Ollama, key: null).CompleteAsync(new ChatRequest("Hi")).WaitAsync(Limit);

        Assert.Equal((ChatCompletionStatus.Complete, ChatFinishReason.ToolCalls), (completion.Status, completion.FinishReason));
        Assert.Equal(("Hi", "Hmm", "llama3.2", "9 + 2 = 11"), (completion.Text, completion.Reasoning, completion.Model, completion.Usage?.ToString()));
        var request = server.Requests.Single();
        Assert.Equal(("/v1/api/chat", "application/x-ndjson"), (request.Path, request.Headers["Accept"]));
        Assert.False(request.Headers.ContainsKey("Authorization"));
        RequestBody.AssertIs("""{"model":"m","messages":[{"role":"user","content":"Hi"}],"stream":true}""", request.Json);
    }

    [Theory]
    [InlineData(OllamaSamples.PrettyDocument)]
    [InlineData("\uFEFF\r\n " + OllamaSamples.PrettyDocument)]
    public async Task Ollama_may_answer_with_one_document_over_many_lines(string body)
    {
        await using var server = await ChatServer.StartAsync();
        server.Respond(Reply.Json(200, body), Reply.Json(200, body) with { Bytewise = true });
        var client = CreateClient(server, ChatProtocol.Ollama);

        for (int i = 0; i < 2; i++)
        {
            var completion = await client.CompleteAsync(new ChatRequest("Hi")).WaitAsync(Limit);

            Assert.Equal((ChatCompletionStatus.Complete, "Hi", "9 + 2 = 11"), (completion.Status, completion.Text, completion.Usage?.ToString()));
        }
    }

    [Theory]
    [InlineData("{\n  \"error\": \"model 'm' not found\"\n}\n", ChatErrorKind.ServiceError)]
    [InlineData("[\n  {\n    \"error\": \"Boom\"\n  }\n]", ChatErrorKind.ServiceError)]
    [InlineData("{\n  \"ok\": true\n}", ChatErrorKind.ProtocolError)]
    [InlineData("{\n  \"message\": {", ChatErrorKind.ProtocolError)]
    [InlineData("{]\n", ChatErrorKind.ProtocolError)]
    public async Task A_document_of_ollama_that_is_no_reply_is_an_error(string body, ChatErrorKind kind)
    {
        await using var server = await ChatServer.StartAsync();
        server.Respond(Reply.Json(200, body));

        Assert.Equal(kind, (await FailAsync(server, ChatProtocol.Ollama)).Kind);
    }

    [Fact]
    public async Task A_byte_order_mark_before_the_lines_does_no_harm()
    {
        await using var server = await ChatServer.StartAsync();
        server.Respond(Lines(["\uFEFF" + OllamaSamples.Lines[0], .. OllamaSamples.Lines.Skip(1)]) with { Bytewise = true });

        Assert.Equal("Hi", (await CreateClient(server, ChatProtocol.Ollama).CompleteAsync(new ChatRequest("Hi")).WaitAsync(Limit)).Text);
    }

    [Fact]
    public async Task A_line_arrives_before_the_server_sends_the_next()
    {
        await using var server = await ChatServer.StartAsync();
        var gate = new Gate();
        server.Respond(Lines(OllamaSamples.Content("one")).Then(ReplyStep.WaitFor(gate)).ThenFrames(OllamaSamples.Done()));
        await using var stream = CreateClient(server, ChatProtocol.Ollama).Stream("Hi");

        Assert.True(await stream.WaitToReadAsync().AsTask().WaitAsync(Limit));
        Assert.True(stream.TryRead(out var delta));
        Assert.Equal("one", delta.Content);
        gate.Open();
        Assert.Equal(ChatCompletionStatus.Complete, (await stream.ReadToEndAsync().WaitAsync(Limit)).Status);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task A_stream_without_its_end_is_cut(ChatProtocol protocol)
    {
        await using var server = await ChatServer.StartAsync();
        server.Respond(Beginning(protocol));

        var exception = await FailAsync(server, protocol);

        Assert.Equal((ChatErrorKind.IncompleteStream, "so far"), (exception.Kind, exception.Completion?.Text));
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task A_stream_cut_in_the_middle_of_a_frame_is_cut(ChatProtocol protocol)
    {
        await using var server = await ChatServer.StartAsync();
        string half = protocol == ChatProtocol.Ollama ? OllamaSamples.Content("more")[..^9] : "data: " + GeminiSamples.Text[0][..40];
        server.Respond(Beginning(protocol).ThenFrames(half));

        var exception = await FailAsync(server, protocol);

        Assert.Equal((ChatErrorKind.IncompleteStream, "so far"), (exception.Kind, exception.Completion?.Text));
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task An_error_in_the_middle_keeps_what_arrived(ChatProtocol protocol)
    {
        await using var server = await ChatServer.StartAsync();
        const string Error = """{"error":{"code":503,"message":"Busy","status":"UNAVAILABLE"}}""";
        server.Respond(Beginning(protocol).ThenFrames(protocol == ChatProtocol.Ollama ? Error + "\n" : $"data: {Error}\n\n"));

        var exception = Assert.IsType<ChatServiceException>(await FailAsync(server, protocol));

        Assert.Equal((ChatErrorKind.Overloaded, "UNAVAILABLE", "Busy", "so far"), (exception.Kind, exception.ServiceCode, exception.ServiceMessage, exception.Completion?.Text));
    }

    [Theory]
    [InlineData(ChatProtocol.OpenAIResponses, 401, """{"error":{"message":"Incorrect API key provided: sk-test.","type":"invalid_request_error","code":"invalid_api_key"}}""", ChatErrorKind.Unauthorized)]
    [InlineData(ChatProtocol.Gemini, 400, """[{"error":{"code":400,"message":"API key not valid: sk-test.","status":"INVALID_ARGUMENT"}}]""", ChatErrorKind.Unauthorized)]
    [InlineData(ChatProtocol.Gemini, 200, """[{"error":{"code":429,"message":"Slow","status":"RESOURCE_EXHAUSTED"}}]""", ChatErrorKind.RateLimited)]
    [InlineData(ChatProtocol.Ollama, 404, """{"error":"model 'm' not found"}""", ChatErrorKind.ModelNotFound)]
    [InlineData(ChatProtocol.Ollama, 200, """[{"error":"Boom"}]""", ChatErrorKind.ServiceError)]
    [InlineData(ChatProtocol.Ollama, 200, """{"error":"Boom"}""", ChatErrorKind.ServiceError)]
    public async Task An_error_answer_has_its_kind(ChatProtocol protocol, int status, string body, ChatErrorKind kind)
    {
        await using var server = await ChatServer.StartAsync();
        server.Respond(Reply.Json(status, body));

        var exception = Assert.IsType<ChatServiceException>(await FailAsync(server, protocol));

        Assert.Equal(kind, exception.Kind);
        Assert.DoesNotContain("sk-test", exception.Message, StringComparison.Ordinal);
    }

    private static Reply Beginning(ChatProtocol protocol) => protocol switch
    {
        ChatProtocol.OpenAIResponses => Reply.Frames(ResponsesSamples.Stream([ResponsesSamples.Delta("\"so far\"")])),
        ChatProtocol.Gemini => Reply.Frames(GeminiSamples.Stream([GeminiSamples.Frame("""{"text":"so far"}""")])),
        _ => Lines(OllamaSamples.Content("so far")),
    };

    private static Reply Lines(params string[] lines) => new()
    {
        ContentType = "application/x-ndjson",
        Steps = [.. lines.Select(line => ReplyStep.Write(Encoding.UTF8.GetBytes(line + "\n")))],
    };

    private static async Task<ChatException> FailAsync(ChatServer server, ChatProtocol protocol) =>
        await Assert.ThrowsAnyAsync<ChatException>(() => CreateClient(server, protocol).CompleteAsync(new ChatRequest("Hi")).WaitAsync(Limit));

    private static ChatClient CreateClient(ChatServer server, ChatProtocol protocol, string? key = "sk-test") => new(
        new ChatProvider("Test", server.BaseUri) { Protocol = protocol, DefaultModel = "m" },
        new ChatClientOptions { Retry = ChatRetryOptions.None, ApiKey = key is null ? null : new ApiKey(key) });
}
