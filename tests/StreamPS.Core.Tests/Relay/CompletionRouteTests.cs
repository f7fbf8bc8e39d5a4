using System;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Relay;

/// <summary>The OpenAI-compatible route, with a service of the same format behind it.</summary>
public sealed class CompletionRouteTests : RelayTest
{
    private const string Path = "/v1/chat/completions";

    private static readonly string[] Numbers = ["temperature", "top_p", "max_tokens", "n", "seed", "presence_penalty", "frequency_penalty"];
    private static readonly string[] Defaulted = ["messages", "temperature", "top_p", "max_tokens", "stop", "seed", "top_k", "user"];

    private JsonElement Asked => Server.Requests.Single().Json;

    [Fact]
    public async Task A_stream_has_chunks_and_the_end_marker()
    {
        var clock = new ManualClock();
        Server.Respond(Reply.Frames(OpenAIFrames.Role(), OpenAIFrames.Reasoning("hm"), OpenAIFrames.Content("Hi"), OpenAIFrames.Content("!"), OpenAIFrames.Finish(), OpenAIFrames.Usage(3, 4), OpenAIFrames.Done));
        var relay = StartRelay(client: CreateClient(clock));

        var (status, body) = await PostAsync(relay, Path, Completion("\"stream\":true"));

        var chunks = Chunks(body);
        string id = chunks[0].GetProperty("id").GetString()!;
        string start = $$"""{"id":"{{id}}","object":"chat.completion.chunk","created":{{clock.GetUtcNow().ToUnixTimeSeconds()}},"model":"test-model","choices":[{"index":0,"delta":""";
        Assert.Equal(200, status);
        Assert.StartsWith("chatcmpl-", id, StringComparison.Ordinal);
        Assert.Equal(
            [
                start + """{"role":"assistant","reasoning_content":"hm"},"finish_reason":null}]}""",
                start + """{"content":"Hi"},"finish_reason":null}]}""",
                start + """{"content":"!"},"finish_reason":null}]}""",
                start + """{},"finish_reason":"stop"}]}""",
                "[DONE]",
            ],
            Events(body));
    }

    [Fact]
    public async Task A_stream_ends_with_the_usage_when_thats_asked_for()
    {
        Server.Respond(Reply.Frames(OpenAIFrames.Content("Hi"), OpenAIFrames.Finish(), OpenAIFrames.Usage(3, 4), OpenAIFrames.Done));
        var relay = StartRelay();

        var chunks = Chunks((await PostAsync(relay, Path, Completion("\"stream\":true,\"stream_options\":{\"include_usage\":true}"))).Body);

        Assert.All(chunks.SkipLast(1), chunk => Assert.Equal(JsonValueKind.Null, chunk.GetProperty("usage").ValueKind));
        Assert.Equal("[]", chunks[^1].GetProperty("choices").GetRawText());
        Assert.Equal("""{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}""", chunks[^1].GetProperty("usage").GetRawText());
    }

    [Fact]
    public async Task A_whole_reply_is_a_document()
    {
        Server.Respond(Reply.Frames(
            OpenAIFrames.Reasoning("hm"),
            OpenAIFrames.Content("Hi"),
            OpenAIFrames.Finish("length"),
            OpenAIFrames.Frame("""{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7,"prompt_tokens_details":{"cached_tokens":2},"completion_tokens_details":{"reasoning_tokens":1}}}"""),
            OpenAIFrames.Done));
        var clock = new ManualClock();
        var relay = StartRelay(client: CreateClient(clock));

        var (status, body) = await PostAsync(relay, Path, Completion());

        var document = JsonElement.Parse(body);
        Assert.Equal(200, status);
        Assert.Equal(
            $$$"""{"id":"{{{document.GetProperty("id").GetString()}}}","object":"chat.completion","created":{{{clock.GetUtcNow().ToUnixTimeSeconds()}}},"model":"test-model","choices":[{"index":0,"message":{"role":"assistant","content":"Hi","refusal":null,"reasoning_content":"hm"},"logprobs":null,"finish_reason":"length"}],"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7,"prompt_tokens_details":{"cached_tokens":2},"completion_tokens_details":{"reasoning_tokens":1}}""" + "}",
            body);
    }

    [Fact]
    public async Task Everything_that_is_asked_reaches_the_service()
    {
        Server.Respond(Answer());
        var relay = StartRelay();
        const string Tools = """[{"type":"function","function":{"name":"weather","description":"d","strict":true,"parameters":{"type":"object","properties":{"city":{"type":"string"}},"if":{}}}}]""";
        const string Format = """{"type":"json_schema","json_schema":{"name":"mine","schema":{"type":"object"}}}""";

        await PostAsync(relay, Path, Completion($$$"""
            "temperature":0.5,"top_p":0.9,"max_completion_tokens":7,"max_tokens":9,"n":2,"stop":["a","b"],"seed":42,"presence_penalty":1,"frequency_penalty":-1,
            "tools":{{{Tools}}},"tool_choice":{"type":"function","function":{"name":"weather"}},"response_format":{{{Format}}},
            "user":"me","reasoning_effort":"low","logit_bias":{"5":1},"stream_options":{"include_usage":false},"metadata":null
            """));

        var asked = Asked;
        Assert.Equal("asked", asked.GetProperty("model").GetString());
        Assert.Equal("0.5 0.9 7 2 42 1 -1", string.Join(' ', Numbers.Select(name => asked.GetProperty(name).GetRawText())));
        Assert.Equal("""["a","b"]""", asked.GetProperty("stop").GetRawText());
        Assert.Equal(Tools, asked.GetProperty("tools").GetRawText());
        Assert.Equal("""{"type":"function","function":{"name":"weather"}}""", asked.GetProperty("tool_choice").GetRawText());
        Assert.Equal(Format, asked.GetProperty("response_format").GetRawText());
        Assert.Equal("me low", $"{asked.GetProperty("user").GetString()} {asked.GetProperty("reasoning_effort").GetString()}");
        Assert.Equal("""{"5":1}""", asked.GetProperty("logit_bias").GetRawText());
        Assert.False(asked.TryGetProperty("metadata", out _));
        Assert.True(asked.GetProperty("stream").GetBoolean());
        Assert.Equal("""{"include_usage":true}""", asked.GetProperty("stream_options").GetRawText());
    }

    [Fact]
    public async Task Messages_keep_their_parts()
    {
        Server.Respond(Answer());
        var relay = StartRelay();
        const string Png = "iVBORw0KGgo=";

        await PostAsync(relay, Path, Completion(message: $$$"""
            {"role":"developer","content":"Be brief."},
            {"role":"user","name":"kim","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"data:image/png;base64,{{{Png}}}","detail":"low"}},{"type":"text","text":"b"},{"type":"image_url","image_url":{"url":"https://e.example/x.png"}}]},
            {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}}]},
            {"role":"tool","tool_call_id":"c1","content":[{"type":"text","text":"42"}]}
            """));

        Assert.Equal(
            "[" + string.Join(',',
                """{"role":"developer","content":"Be brief."}""",
                $$$"""{"role":"user","content":[{"type":"text","text":"a\nb"},{"type":"image_url","image_url":{"url":"data:image/png;base64,{{{Png}}}"}},{"type":"image_url","image_url":{"url":"https://e.example/x.png"}}],"name":"kim"}""",
                """{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}}]}""",
                """{"role":"tool","content":"42","tool_call_id":"c1"}""") + "]",
            Asked.GetProperty("messages").GetRawText());
    }

    [Fact]
    public async Task Several_replies_are_told_apart()
    {
        Server.RespondAlways(Reply.Frames(OpenAIFrames.Content("a"), OpenAIFrames.Content("b", index: 1), OpenAIFrames.Finish(), OpenAIFrames.Finish("length", index: 1), OpenAIFrames.Done));
        var relay = StartRelay();

        var chunks = Chunks((await PostAsync(relay, Path, Completion("\"n\":2,\"stream\":true"))).Body).Select(chunk => chunk.GetProperty("choices")[0].GetRawText());
        var whole = JsonElement.Parse((await PostAsync(relay, Path, Completion("\"n\":2"))).Body).GetProperty("choices").EnumerateArray();

        Assert.Equal(
            [
                """{"index":0,"delta":{"role":"assistant","content":"a"},"finish_reason":null}""",
                """{"index":1,"delta":{"role":"assistant","content":"b"},"finish_reason":null}""",
                """{"index":0,"delta":{},"finish_reason":"stop"}""",
                """{"index":1,"delta":{},"finish_reason":"length"}""",
            ],
            chunks);
        Assert.Equal(["a stop", "b length"], whole.Select(choice => $"{choice.GetProperty("message").GetProperty("content").GetString()} {choice.GetProperty("finish_reason").GetString()}"));
    }

    [Theory]
    [InlineData("\"temperature\":\"hot\"", "temperature has to be a number from 0 to 2.")]
    [InlineData("\"temperature\":2.5", "temperature has to be a number from 0 to 2.")]
    [InlineData("\"max_tokens\":0", "max_tokens has to be a whole number from 1 to 2147483647.")]
    [InlineData("\"n\":1.5", "n has to be a whole number from 1 to 128.")]
    [InlineData("\"seed\":\"x\"", "seed has to be a whole number.")]
    [InlineData("\"stop\":5", "stop has to be a list.")]
    [InlineData("\"stop\":[5]", "stop[0] has to be a text.")]
    [InlineData("\"stream\":1", "stream has to be true or false.")]
    [InlineData("\"stream_options\":[]", "stream_options has to be an object.")]
    [InlineData("\"messages\":5", "messages has to be a list.")]
    [InlineData("\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_audio\"}]}]", "messages[0].content[0].type isn't known here: parts are text and image_url.")]
    [InlineData("\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"file:///etc/passwd\"}}]}]", "messages[0].content[0].image_url.url has to begin with https://, http:// or data:.")]
    [InlineData("\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,?\"}}]}]", "messages[0].content[0].image_url.url isn't base64.")]
    [InlineData("\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:text/html;base64,AAAA\"}}]}]", "messages[0].content[0].image_url.url isn't an image.")]
    [InlineData("\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":\"x\"}]}]", "image_url has to be an object.")]
    [InlineData("\"messages\":[{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"a\"}]}]", "messages[0].tool_calls[0].function is missing.")]
    [InlineData("\"tool_choice\":\"perhaps\"", "tool_choice has to be auto, none, required or a function.")]
    public async Task What_cant_be_asked_is_refused(string field, string message)
    {
        var relay = StartRelay();

        var (status, body) = await PostAsync(relay, Path, Completion(field));

        var error = JsonElement.Parse(body).GetProperty("error");
        Assert.Equal((400, message, "invalid_request_error"), (status, error.GetProperty("message").GetString(), error.GetProperty("type").GetString()));
        Assert.Empty(Server.Requests);
    }

    [Fact]
    public async Task What_the_owner_said_holds_where_the_client_says_nothing()
    {
        Server.RespondAlways(Answer());
        var options = new ChatRelayOptions
        {
            Port = 0,
            Defaults = new ChatRequest([ChatMessage.System("Be kind.")])
            {
                Temperature = 0.1,
                TopP = 0.2,
                MaxTokens = 50,
                Stop = ["END"],
                Seed = 1,
                ExtraBody = new System.Collections.Generic.Dictionary<string, object?> { ["top_k"] = 3, ["user"] = "owner" },
            },
        };
        var relay = StartRelay(options);

        await PostAsync(relay, Path, Completion());
        await PostAsync(relay, Path, Completion("\"temperature\":1,\"top_p\":1,\"max_tokens\":20,\"stop\":\"x\",\"seed\":2,\"top_k\":9,\"user\":\"me\"", """{"role":"system","content":"Be rude."},{"role":"user","content":"Hi"}"""));
        await PostAsync(relay, Path, Completion("\"max_tokens\":500"));

        Assert.Equal(
            [
                "\"Be kind.\" 0.1 0.2 50 [\"END\"] 1 3 \"owner\" ",
                "\"Be rude.\" 1 1 20 [\"x\"] 2 3 \"owner\" ",
                "\"Be kind.\" 0.1 0.2 50 [\"END\"] 1 3 \"owner\" ",
            ],
            Server.Requests.Select(request => string.Concat(Defaulted.Select(name => (name == "messages" ? request.Json.GetProperty(name)[0].GetProperty("content") : request.Json.GetProperty(name)).GetRawText() + " "))));
    }

    [Fact]
    public async Task A_model_that_is_fixed_is_asked_whatever_clients_name()
    {
        Server.RespondAlways(Answer());
        var relay = StartRelay(new ChatRelayOptions { Port = 0, Model = "mine" });

        await PostAsync(relay, Path, Completion());
        await PostAsync(relay, "/chat", """{"message":"Hi","model":"theirs"}""");
        await PostAsync(relay, "/stream-chat", Hello);

        Assert.Equal(["mine", "mine", "mine"], Server.Requests.Select(request => request.Json.GetProperty("model").GetString()));
        Assert.Equal("""{"object":"list","data":[{"id":"mine","object":"model","created":0,"owned_by":"Custom"}]}""", await Http.GetStringAsync(new Uri(relay.Address, "/v1/models")));
    }

    [Fact]
    public async Task A_reply_that_is_limited_here_ends_as_one_that_was_cut()
    {
        Server.RespondAlways(Reply.Frames(OpenAIFrames.Content("Hello"), OpenAIFrames.Content(" world")).Then(ReplyStep.Stall));
        var relay = StartRelay(new ChatRelayOptions { Port = 0, Defaults = new ChatRequest([]) { MaxCharacters = 7 } });

        var chunks = Chunks((await PostAsync(relay, Path, Completion("\"stream\":true"))).Body).Select(chunk => chunk.GetProperty("choices")[0].GetRawText());

        Assert.Equal(
            [
                """{"index":0,"delta":{"role":"assistant","content":"Hello"},"finish_reason":null}""",
                """{"index":0,"delta":{"content":" w"},"finish_reason":null}""",
                """{"index":0,"delta":{},"finish_reason":"length"}""",
            ],
            chunks);
        await UntilIdleAsync(relay);
        Assert.Equal(1, relay.FinishedStreams);
    }
}
