using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Protocols;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Client;

/// <summary>Requests whose answer is one document: they don't ask for a stream.</summary>
public sealed class ServiceQueryTests : ServerTest
{
    [Theory]
    [InlineData(ChatProtocol.OpenAIChat, "text/event-stream", "Authorization")]
    [InlineData(ChatProtocol.OpenAIResponses, "text/event-stream", "Authorization")]
    [InlineData(ChatProtocol.Anthropic, "text/event-stream", "x-api-key", "anthropic-version")]
    [InlineData(ChatProtocol.DashScope, "text/event-stream", "Authorization")]
    [InlineData(ChatProtocol.Gemini, "text/event-stream", "x-goog-api-key")]
    [InlineData(ChatProtocol.Ollama, "application/x-ndjson", "Authorization")]
    public async Task Headers_that_ask_for_a_stream_go_with_the_chat_request_alone(ChatProtocol protocol, string accept, params string[] others)
    {
        Server.Respond(Reply.Json(500, "{}"), Reply.Json(200, "{}"), Reply.Json(200, "{}"));
        var client = CreateClient(protocol);

        await FailAsync(client);
        await AskAsync(client, "/tokenizer", Encoding.UTF8.GetBytes("{}"));
        await AskAsync(client, "/models", body: null);

        Assert.Equal([accept, "application/json", "application/json"], Server.Requests.Select(request => request.Headers["Accept"]));
        Assert.Equal(["POST", "POST", "GET"], Server.Requests.Select(request => request.Method));
        string[][] known = [.. Server.Requests.Select(request => NamesOf(request, ["X-DashScope-SSE", .. others]))];
        Assert.Equal(protocol == ChatProtocol.DashScope ? ["X-DashScope-SSE", .. others] : others, known[0]);
        Assert.Equal(others, known[1]);
        Assert.Equal(others, known[2]);
    }

    [Fact]
    public async Task Own_headers_go_with_all_of_them_and_win()
    {
        Server.Respond(Reply.Json(500, "{}"), Reply.Json(200, "{}"));
        var client = CreateClient(ChatProtocol.Ollama, new Dictionary<string, string> { ["Accept"] = "*/*" });

        await FailAsync(client);
        await AskAsync(client, "/models", body: null);

        Assert.Equal(["*/*", "*/*"], Server.Requests.Select(request => request.Headers["Accept"]));
    }

    private static Task<string> AskAsync(ChatClient client, string path, byte[]? body) =>
        new ServiceQuery<string>(client, EndpointPath.Append(client.Provider.BaseUri!, path), body, "document", answer => answer.GetRawText())
            .AskAsync(CancellationToken.None)
            .WaitAsync(Limit);

    private static string[] NamesOf(ReceivedRequest request, IEnumerable<string> names) => [.. names.Where(request.Headers.ContainsKey)];

    private ChatClient CreateClient(ChatProtocol protocol, Dictionary<string, string>? headers = null) => new(
        new ChatProvider("Test", Server.BaseUri) { Protocol = protocol, DefaultModel = "m" },
        new ChatClientOptions { Retry = ChatRetryOptions.None, ApiKey = new ApiKey(Key), Headers = headers ?? [] });
}
