using System;
using System.Collections.Generic;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Client;

/// <summary>What the server sees of a request.</summary>
public sealed class RequestTests : ServerTest
{
    [Fact]
    public async Task The_request_is_a_post_with_the_headers_and_the_body_expected()
    {
        await AskAsync(Answer());

        var request = Assert.Single(Server.Requests);
        Assert.Equal("POST", request.Method);
        Assert.Equal("/v1/chat/completions", request.Path);
        Assert.Equal("", request.Query);
        Assert.Equal("Bearer " + Key, request.Headers["Authorization"]);
        Assert.Equal("text/event-stream", request.Headers["Accept"]);
        Assert.Equal("application/json", request.Headers["Content-Type"]);
        Assert.Matches(new Regex(@"^StreamPS/\d+\.\d+\.\d+$"), request.Headers["User-Agent"]);
        Assert.False(request.Headers.ContainsKey("Cookie"));
        Assert.Equal(Flavour.IsNetStandard ? "gzip, deflate" : "gzip, deflate, br", Regex.Replace(request.Headers["Accept-Encoding"], ", zstd", ""));
        Json.Equal("""{"messages":[{"role":"user","content":"Hello"}],"stream":true,"stream_options":{"include_usage":true}}""", request.Body);
    }

    [Fact]
    public async Task Text_is_sent_as_it_is_and_not_escaped()
    {
        Server.Respond(Answer());
        await CreateClient().CompleteAsync(new ChatRequest("你好 🎉 <b>&'\"\u00e9") { Model = "kimi" });

        Json.Equal(
            """{"model":"kimi","messages":[{"role":"user","content":"你好 🎉 <b>&'\"é"}],"stream":true,"stream_options":{"include_usage":true}}""",
            Server.Requests[0].Body);
        Assert.Contains("你好", Server.Requests[0].Body, StringComparison.Ordinal);
        Assert.Contains("<b>&'\\\"é", Server.Requests[0].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_sent_before_the_stream_is_read()
    {
        Server.Respond(Answer());
        await using var stream = CreateClient().Stream("Hello");
        Assert.False(stream.TryRead(out _));
        Assert.Empty(Server.Requests);
        Assert.Equal(ChatCompletionStatus.Incomplete, stream.Completion.Status);

        Assert.True(await stream.WaitToReadAsync());
        Assert.Single(Server.Requests);
    }

    [Theory]
    [InlineData("/v1", "/v1/chat/completions", "")]
    [InlineData("/v1/", "/v1/chat/completions", "")]
    [InlineData("", "/chat/completions", "")]
    [InlineData("/v1/chat/completions", "/v1/chat/completions", "")]
    [InlineData("/openai/deployments/gpt?api-version=2024-06-01", "/openai/deployments/gpt/chat/completions", "?api-version=2024-06-01")]
    public async Task The_address_is_completed(string basePath, string path, string query)
    {
        Server.Respond(Answer());
        var client = new ChatClient(ChatProvider.FromBaseUri(new Uri(Server.Address, basePath)));
        await client.CompleteAsync(new ChatRequest("Hello"));

        Assert.Equal((path, query), (Server.Requests[0].Path, Server.Requests[0].Query));
    }

    [Fact]
    public async Task Without_a_key_there_is_no_authorization()
    {
        Server.Respond(Answer());
        await new ChatClient(ChatProvider.FromBaseUri(Server.BaseUri)).CompleteAsync(new ChatRequest("Hello"));

        Assert.False(Server.Requests[0].Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public async Task Own_headers_are_added_and_replace_those_of_the_same_name()
    {
        Server.Respond(Answer());
        var client = CreateClient(new ChatClientOptions
        {
            ApiKey = new ApiKey(Key),
            Headers = new Dictionary<string, string>
            {
                ["api-key"] = "azure",
                ["AUTHORIZATION"] = "Token other",
                ["accept"] = "*/*",
                ["User-Agent"] = "my script (1.0)",
                ["Content-Type"] = "application/json; charset=utf-8",
                ["X-Title"] = "a, b",
            },
        });
        await client.CompleteAsync(new ChatRequest("Hello"));

        var headers = Server.Requests[0].Headers;
        Assert.Equal("azure", headers["api-key"]);
        Assert.Equal("Token other", headers["Authorization"]);
        Assert.Equal("*/*", headers["Accept"]);
        Assert.Equal("my script (1.0)", headers["User-Agent"]);
        Assert.Equal("application/json; charset=utf-8", headers["Content-Type"]);
        Assert.Equal("a, b", headers["X-Title"]);
    }

    [Theory]
    [InlineData("bad name", "x", "The header 'bad name' can't be sent: its name or its value has characters that HTTP doesn't allow.")]
    [InlineData("", "x", "The header '' can't be sent: its name or its value has characters that HTTP doesn't allow.")]
    [InlineData("X-A", "line\nbreak", "The header 'X-A' can't be sent: its name or its value has characters that HTTP doesn't allow.")]
    [InlineData("X-A", "é", "The header 'X-A' can't be sent: its name or its value has characters that HTTP doesn't allow.")]
    [InlineData("Content-Length", "5", "The header 'Content-Length' can't be set: it follows from the request.")]
    [InlineData("transfer-encoding", "chunked", "The header 'transfer-encoding' can't be set: it follows from the request.")]
    public void A_header_that_cannot_be_sent_is_refused(string name, string value, string message)
    {
        var exception = Assert.Throws<ChatInputException>(() => CreateClient(new ChatClientOptions { Headers = new Dictionary<string, string> { [name] = value } }));

        Assert.Equal(ChatErrorKind.InvalidRequest, exception.Kind);
        Assert.Equal(message, exception.Message);
    }

    [Fact]
    public async Task A_request_without_messages_or_with_an_empty_question_is_not_sent()
    {
        var none = await Assert.ThrowsAsync<ChatInputException>(() => CreateClient().CompleteAsync(new ChatRequest([])));
        var empty = await Assert.ThrowsAsync<ChatInputException>(() => CreateClient().CompleteAsync(new ChatRequest(" \n")));

        Assert.Equal("There is nothing to ask: the request has no messages.", none.Message);
        Assert.Equal("There is nothing to ask: a user message is empty.", empty.Message);
        Assert.Equal(ChatCompletionStatus.Failed, empty.Completion?.Status);
        Assert.Empty(Server.Requests);
    }

    [Fact]
    public async Task The_provider_decides_the_model_and_the_name_of_the_token_limit()
    {
        Server.Respond(Answer(), Answer());
        var provider = ChatProviders.Get("OpenAI").At(Server.BaseUri);
        var client = new ChatClient(provider, new ChatClientOptions { ApiKey = new ApiKey(Key) });
        var completion = await client.CompleteAsync(new ChatRequest("Hello") { MaxTokens = 9 });
        await client.CompleteAsync(new ChatRequest("Hello") { Model = "gpt-x" });

        Json.Equal(
            $$"""{"model":"{{provider.DefaultModel}}","messages":[{"role":"user","content":"Hello"}],"stream":true,"stream_options":{"include_usage":true},"max_completion_tokens":9}""",
            Server.Requests[0].Body);
        Assert.Equal("gpt-x", Server.Requests[1].Json.GetProperty("model").GetString());
        Assert.Equal("OpenAI", completion.Provider);
    }
}
