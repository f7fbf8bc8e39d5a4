using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Tokens;

/// <summary>Each service's endpoint is asked in its own words, and its answer is read.</summary>
public sealed class TokenCountTests : ServerTest
{
    private static readonly Dictionary<string, object?> Tools = new() { ["tools"] = new object[] { new Dictionary<string, object?> { ["name"] = "f" } } };

    [Theory]
    [InlineData("Moonshot", "/v1/tokenizers/estimate-token-count", """{"model":"kimi-k2-turbo-preview","messages":[{"role":"user","content":"Hi"}]}""", """{"code":0,"data":{"total_tokens":80},"scode":"0x0","status":true}""", 80)]
    [InlineData("OpenAI", "/v1/responses/input_tokens", """{"model":"gpt-4o-mini","input":[{"role":"user","content":"Hi"}]}""", """{"object":"response.input_tokens","input_tokens":12}""", 12)]
    [InlineData("OpenAIResponses", "/v1/responses/input_tokens", """{"model":"gpt-4o-mini","input":[{"role":"user","content":"Hi"}]}""", """{"object":"response.input_tokens","input_tokens":12}""", 12)]
    [InlineData("Anthropic", "/v1/messages/count_tokens", """{"model":"claude-sonnet-4-5","messages":[{"role":"user","content":"Hi"}]}""", """{"input_tokens":14}""", 14)]
    [InlineData("Gemini", "/v1/models/gemini-2.5-flash:countTokens", """{"contents":[{"role":"user","parts":[{"text":"Hi"}]}]}""", """{"totalTokens":31,"cachedContentTokenCount":0,"promptTokensDetails":[]}""", 31)]
    [InlineData("DashScopeNative", "/v1/tokenizer", """{"model":"qwen-plus","input":{"messages":[{"role":"user","content":"Hi"}]}}""", """{"output":{"token_ids":[1],"tokens":["a"],"prompt":"p"},"usage":{"input_tokens":12},"request_id":"r"}""", 12)]
    [InlineData("VLLM", "/tokenize", """{"messages":[{"role":"user","content":"Hi"}]}""", """{"count":5,"max_model_len":8192,"tokens":[1,2,3,4,5],"token_strs":null}""", 5)]
    [InlineData("LlamaCpp", "/tokenize", """{"content":"Hi"}""", """{"tokens":[1,2,3]}""", 3)]
    [InlineData("LlamaCpp", "/tokenize", """{"content":"Hi"}""", """{"tokens":[{"id":1,"piece":"a"},{"id":2,"piece":[226]}]}""", 2)]
    public async Task A_text(string provider, string path, string body, string answer, int tokens)
    {
        Server.Respond(Reply.Json(200, answer));

        var count = await CountAsync(provider, new ChatRequest("Hi"));

        Assert.Equal(tokens, count.TotalTokens);
        Assert.Equal(path, Server.Requests[0].Path);
        Json.Equal(body, Server.Requests[0].Body);
        Assert.Equal(provider, count.Provider);
        Assert.Equal(ChatProviders.Get(provider).DefaultModel, count.Model);
        Assert.Equal(2, count.Characters);
        Assert.Equal(new Uri(Server.Address, path).AbsoluteUri, count.Source);
        Assert.Equal("POST", Server.Requests[0].Method);
        Assert.Equal("application/json", Server.Requests[0].Headers["Accept"]);
        Assert.False(Server.Requests[0].Headers.ContainsKey("X-DashScope-SSE"));
    }

    [Theory]
    [InlineData("Moonshot", """{"model":"m","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Hi"}],"tools":[{"name":"f"}]}""", """{"data":{"total_tokens":"80"}}""")]
    [InlineData("OpenAI", """{"model":"m","instructions":"Be brief.","input":[{"role":"user","content":"Hi"}],"tools":[{"name":"f"}]}""", """{"input_tokens":80}""")]
    [InlineData("Anthropic", """{"model":"m","system":"Be brief.","messages":[{"role":"user","content":"Hi"}],"tools":[{"name":"f"}]}""", """{"input_tokens":80}""")]
    [InlineData("Gemini", """{"generateContentRequest":{"model":"models/m","systemInstruction":{"parts":[{"text":"Be brief."}]},"contents":[{"role":"user","parts":[{"text":"Hi"}]}],"tools":[{"name":"f"}]}}""", """{"totalTokens":80}""")]
    [InlineData("DashScopeNative", """{"model":"m","input":{"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Hi"}]}}""", """{"usage":{"input_tokens":80}}""")]
    [InlineData("VLLM", """{"model":"m","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Hi"}],"tools":[{"name":"f"}]}""", """{"count":80}""")]
    public async Task Instructions_and_tools_count_and_limits_do_not(string provider, string body, string answer)
    {
        Server.Respond(Reply.Json(200, answer));
        var request = new ChatRequest([ChatMessage.System("Be brief."), ChatMessage.User("Hi")]) { Model = "m", MaxTokens = 5, Temperature = 1, ExtraBody = Tools };

        var count = await CountAsync(provider, request);

        Assert.Equal(80, count.TotalTokens);
        Assert.Equal(11, count.Characters);
        Json.Equal(body, Server.Requests[0].Body);
    }

    [Fact]
    public async Task A_protocol_that_is_said_brings_its_counter()
    {
        Server.Respond(Reply.Json(200, """{"input_tokens":14}"""));
        var provider = ChatProvider.FromBaseUri(Server.BaseUri).Speaking(ChatProtocol.Anthropic);

        Assert.Equal(14, (await new ChatClient(provider).CountTokensAsync(new ChatRequest("Hi")).WaitAsync(Limit)).TotalTokens);
    }

    [Theory]
    [InlineData("DeepSeek")]
    [InlineData("Ollama")]
    public async Task A_service_that_does_not_count_is_an_error_that_names_those_that_do(string provider)
    {
        var exception = await Assert.ThrowsAsync<ChatInputException>(() => CountAsync(provider, new ChatRequest("Hi")));

        Assert.Equal(ChatErrorKind.TokenCountUnavailable, exception.Kind);
        Assert.StartsWith($"{provider} has no endpoint that counts tokens. These have one: OpenAI, OpenAIResponses, Anthropic, Moonshot, ", exception.Message, StringComparison.Ordinal);
        Assert.Empty(Server.Requests);
    }

    [Theory]
    [InlineData(401, """{"error":{"message":"No","type":"invalid_authentication_error"}}""", ChatErrorKind.Unauthorized)]
    [InlineData(400, """{"error":{"message":"No","type":"invalid_request_error"}}""", ChatErrorKind.InvalidRequest)]
    [InlineData(500, """{"error":{"message":"No"}}""", ChatErrorKind.ServiceError)]
    [InlineData(200, """{"error":{"message":"Slow down","type":"rate_limit_reached_error"}}""", ChatErrorKind.RateLimited)]
    [InlineData(200, """{"data":{}}""", ChatErrorKind.ProtocolError)]
    [InlineData(200, """{"data":{"total_tokens":true}}""", ChatErrorKind.ProtocolError)]
    [InlineData(200, """[]""", ChatErrorKind.ProtocolError)]
    [InlineData(200, """{"data":""", ChatErrorKind.ProtocolError)]
    [InlineData(200, "<html><title>Login</title></html>", ChatErrorKind.ProtocolError)]
    public async Task Errors_have_their_kind(int status, string answer, ChatErrorKind kind)
    {
        Server.Respond(Reply.Json(status, answer));

        var exception = await Assert.ThrowsAnyAsync<ChatException>(() => CountAsync("Moonshot", new ChatRequest("Hi")));

        Assert.Equal(kind, exception.Kind);
    }

    [Fact]
    public async Task It_is_retried()
    {
        Server.Respond(Reply.Json(503, "{}"), new Reply { BeforeHeaders = [ReplyStep.Reset] }, Reply.Json(200, """{"data":{"total_tokens":80}}"""));

        var count = await CountAsync("Moonshot", new ChatRequest("Hi"), new ChatClientOptions { ApiKey = new ApiKey(Key), Retry = new ChatRetryOptions { Random = () => 0 } });

        Assert.Equal(80, count.TotalTokens);
        Assert.Equal(3, Server.Requests.Count);
    }

    [Theory]
    [InlineData(20, null, ChatErrorKind.FirstTokenTimeout)]
    [InlineData(null, 20, ChatErrorKind.TimedOut)]
    public async Task It_has_the_limits_of_every_request(int? first, int? total, ChatErrorKind kind)
    {
        var clock = new ManualClock();
        var limits = new ChatTimeouts { Connection = null, FirstToken = Seconds(first), Total = Seconds(total) };
        Server.Respond(new Reply { BeforeHeaders = [ReplyStep.Stall] });
        var count = CountAsync("Moonshot", new ChatRequest("Hi"), new ChatClientOptions { ApiKey = new ApiKey(Key), Clock = clock, Timeouts = limits });
        await Server.WaitForRequestAsync();

        clock.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal(kind, (await Assert.ThrowsAnyAsync<ChatException>(() => count)).Kind);
        Assert.Equal(RequestEndKind.ClientClosed, (await Server.Requests[0].WaitForEndAsync()).Kind);
    }

    [Fact]
    public async Task It_can_be_cancelled()
    {
        using var stop = new CancellationTokenSource();
        Server.Respond(new Reply { BeforeHeaders = [ReplyStep.Stall] });
        var count = new ChatClient(ChatProviders.Get("Moonshot").At(Server.BaseUri), new ChatClientOptions { ApiKey = new ApiKey(Key) }).CountTokensAsync(new ChatRequest("Hi"), stop.Token);
        await Server.WaitForRequestAsync();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => count.WaitAsync(Limit));
    }

    [Fact]
    public void Counts_of_a_service_add_up()
    {
        ChatTokenCount[] counts = [new(3, "m", "P", "s", 10) { Input = "a" }, new(4, "m", "P", "s", 20)];

        var sum = ChatTokenCount.Sum(counts);

        Assert.Equal("7 30 2 m P s", $"{sum} {sum.Characters} {sum.InputCount} {sum.Model} {sum.Provider} {sum.Source}");
    }

    [Fact]
    public async Task A_prompt_with_more_tokens_than_allowed_is_not_sent()
    {
        Server.Respond(Reply.Json(200, """{"data":{"total_tokens":80}}"""));

        var exception = await FailAsync("Moonshot", new ChatRequest("Hi") { MaxPromptTokens = 79 });

        Assert.Equal(ChatErrorKind.PromptTooLong, exception.Kind);
        Assert.Equal("The request has 80 tokens, and 79 are allowed. It wasn't sent.", exception.Message);
        Assert.Single(Server.Requests);
    }

    [Fact]
    public async Task One_with_as_many_is()
    {
        Server.Respond(Reply.Json(200, """{"data":{"total_tokens":80}}"""), Answer());
        var client = new ChatClient(ChatProviders.Get("Moonshot").At(Server.BaseUri), new ChatClientOptions { ApiKey = new ApiKey(Key) });

        var completion = await client.CompleteAsync(new ChatRequest("Hi") { MaxPromptTokens = 80 }).WaitAsync(Limit);

        Assert.Equal("Hi", completion.Text);
        Assert.Equal(["/v1/tokenizers/estimate-token-count", "/v1/chat/completions"], Server.Requests.Select(request => request.Path));
    }

    [Fact]
    public async Task A_limit_needs_a_service_that_counts()
    {
        Assert.Equal(ChatErrorKind.TokenCountUnavailable, (await FailAsync("DeepSeek", new ChatRequest("Hi") { MaxPromptTokens = 80 })).Kind);
        Assert.Empty(Server.Requests);
    }

    private static TimeSpan? Seconds(int? seconds) => seconds is { } value ? TimeSpan.FromSeconds(value) : null;

    private Task<ChatException> FailAsync(string provider, ChatRequest request) =>
        Assert.ThrowsAnyAsync<ChatException>(() => new ChatClient(ChatProviders.Get(provider).At(Server.BaseUri), new ChatClientOptions { ApiKey = new ApiKey(Key) }).CompleteAsync(request).WaitAsync(Limit));

    private Task<ChatTokenCount> CountAsync(string provider, ChatRequest request, ChatClientOptions? options = null) =>
        new ChatClient(ChatProviders.Get(provider).At(Server.BaseUri), options ?? new ChatClientOptions { ApiKey = new ApiKey(Key), Retry = ChatRetryOptions.None })
            .CountTokensAsync(request)
            .WaitAsync(Limit);
}
