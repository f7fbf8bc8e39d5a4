using System;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Protocols;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Relay;

/// <summary>The official <c>openai</c> package of npm, run against a relay. Skipped where Node or the package isn't there.</summary>
[Collection(SerialCollection.Name)]
public sealed class OpenAIClientTests : RelayTest
{
    private const string Token = "relay-token";

    private static readonly string Folder = RepositoryPage.Find("tests", "StreamPS.Core.Tests", "Relay", "OpenAIClient");

    [Fact]
    public async Task Reads_a_stream()
    {
        Server.Respond(Reply.Frames(OpenAIFrames.Role(), OpenAIFrames.Content("你好"), OpenAIFrames.Content("🎉"), OpenAIFrames.Finish(), OpenAIFrames.Usage(3, 4), OpenAIFrames.Done));

        var seen = await RunAsync("stream");

        Assert.Equal("""{"text":"你好🎉","role":"assistant","finish":["stop"],"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}}""", seen.GetRawText());
    }

    [Fact]
    public async Task Reads_a_whole_reply()
    {
        Server.Respond(Reply.Frames(OpenAIFrames.Content("Hi"), OpenAIFrames.Finish("length"), OpenAIFrames.Usage(3, 4), OpenAIFrames.Done));

        var seen = await RunAsync("whole");

        Assert.Equal("""{"text":"Hi","finish":"length","tokens":7}""", seen.GetRawText());
        Assert.Equal("0.5", Server.Requests.Single().Json.GetProperty("temperature").GetRawText());
    }

    [Theory]
    [InlineData("OpenAI")]
    [InlineData("Anthropic")]
    [InlineData("Gemini")]
    public async Task Calls_tools(string provider)
    {
        Reply call = provider switch
        {
            "Anthropic" => Reply.Frames(AnthropicSamples.Events(
                """{"type":"message_start","message":{"id":"m1","role":"assistant","model":"m"}}""",
                """{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"c1","name":"weather","input":{}}}""",
                """{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"city\":\"Ro"}}""",
                """{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"me\"}"}}""",
                """{"type":"content_block_stop","index":0}""",
                """{"type":"message_delta","delta":{"stop_reason":"tool_use"}}""",
                """{"type":"message_stop"}""")),
            "Gemini" => Reply.Frames(GeminiSamples.Stream([GeminiSamples.Frame("""{"functionCall":{"id":"c1","name":"weather","args":{"city":"Rome"}},"thoughtSignature":"Eg"}"""), GeminiSamples.Finish("STOP")])),
            _ => Reply.Frames(OpenAIFrames.Role(), OpenAIFrames.ToolCall(0, "c1", "weather"), OpenAIFrames.ToolCallArguments(0, "{\"city\":\"Ro"), OpenAIFrames.ToolCallArguments(0, "me\"}"), OpenAIFrames.Finish("tool_calls"), OpenAIFrames.Done),
        };
        Reply answer = provider switch
        {
            "Anthropic" => Reply.Frames(AnthropicSamples.Text),
            "Gemini" => Reply.Frames(GeminiSamples.Stream([GeminiSamples.Frame("""{"text":"Hi"}"""), GeminiSamples.Finish("STOP")])),
            _ => Answer("Hi"),
        };
        Server.Respond(call, answer);

        var seen = await RunAsync("tools", CreateClient(provider));

        var function = seen.GetProperty("call").GetProperty("function");
        Assert.Equal(("tool_calls", "Hi"), (seen.GetProperty("finish").GetString(), seen.GetProperty("answer").GetString()));
        Assert.Equal(("c1", "weather", "{\"city\":\"Rome\"}"), (seen.GetProperty("call").GetProperty("id").GetString(), function.GetProperty("name").GetString(), function.GetProperty("arguments").GetString()));
        Assert.Contains("Rain", Server.Requests[1].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lists_the_models()
    {
        Server.RespondAlways("/v1/models", Reply.Json(200, """{"data":[{"id":"a/1"},{"id":"b"}]}"""));

        Assert.Equal("""{"ids":["a/1","b"],"one":"a/1"}""", (await RunAsync("models")).GetRawText());
    }

    [Fact]
    public async Task Understands_an_error()
    {
        Server.Respond(Reply.Json(429, """{"error":{"message":"Slow down"}}""").WithHeader("Retry-After", "7"));

        var seen = await RunAsync("error");

        Assert.Equal(("RateLimitError", 429, "rate_limit_exceeded", "rate_limit_error", "7"), (
            seen.GetProperty("name").GetString(),
            seen.GetProperty("status").GetInt32(),
            seen.GetProperty("code").GetString(),
            seen.GetProperty("type").GetString(),
            seen.GetProperty("retryAfter").GetString()));
        Assert.Contains("Slow down", seen.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Understands_a_wrong_token()
    {
        var seen = await RunAsync("error", token: "wrong");

        Assert.Equal(("AuthenticationError", 401, "invalid_access_token"), (seen.GetProperty("name").GetString(), seen.GetProperty("status").GetInt32(), seen.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Understands_a_reply_that_breaks()
    {
        Server.Respond(Reply.Frames(OpenAIFrames.Content("part"), OpenAIFrames.Frame("""{"error":{"message":"Busy","type":"overloaded_error"}}""")));

        var seen = await RunAsync("broken");

        Assert.Equal("""["part"]""", seen.GetProperty("texts").GetRawText());
        Assert.Equal(("APIError", "overloaded"), (seen.GetProperty("name").GetString(), seen.GetProperty("code").GetString()));
        Assert.Contains("Busy", seen.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leaves_in_the_middle()
    {
        Server.Respond(Reply.Frames(OpenAIFrames.Content("part")).Then(ReplyStep.Stall));
        RequestEnd? end = null;

        var seen = await RunAsync("abort", meanwhile: async () => end = await (await Server.WaitForRequestAsync()).WaitForEndAsync());

        Assert.Equal(RequestEndKind.ClientClosed, end?.Kind);
        Assert.Equal("""{"text":"part"}""", seen.GetRawText());
    }

    private async Task<JsonElement> RunAsync(string scenario, ChatClient? client = null, string token = Token, Func<Task>? meanwhile = null)
    {
        Assert.SkipUnless(Directory.Exists(Path.Combine(Folder, "node_modules", "openai")), $"The openai package isn't there: npm ci --prefix {Folder}");
        var relay = StartRelay(new ChatRelayOptions { Port = 0, AccessToken = new ApiKey(Token) }, client);
        using var node = Start(relay, token, scenario);
        Assert.SkipWhen(node is null, "Node isn't there.");
        var output = node!.StandardOutput.ReadToEndAsync();
        if (meanwhile is not null)
            await meanwhile();
        node.StandardInput.Close();
        string errors = await node.StandardError.ReadToEndAsync().WaitAsync(Limit);
        await node.WaitForExitAsync().WaitAsync(Limit);

        Assert.True(node.ExitCode == 0, errors);
        return JsonElement.Parse(await output);
    }

    private static Process? Start(ChatRelay relay, string token, string scenario)
    {
        var start = new ProcessStartInfo("node", ["client.mjs", relay.ToString(), token, scenario])
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // A proxy of the machine must not get between.
        start.Environment["NO_PROXY"] = "127.0.0.1";
        try
        {
            return Process.Start(start);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
