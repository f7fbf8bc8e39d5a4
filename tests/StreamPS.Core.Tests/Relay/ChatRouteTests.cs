using System;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Relay;

/// <summary>The two routes of the relay's own: plain text, and frames.</summary>
public sealed class ChatRouteTests : RelayTest
{
    private JsonElement Asked => Server.Requests.Single().Json;

    [Fact]
    public async Task Stream_chat_has_the_text_as_it_arrives()
    {
        var gate = new Gate();
        Server.Respond(Reply.Frames(OpenAIFrames.Role(), OpenAIFrames.Content("Grüße, ")).Then(ReplyStep.WaitFor(gate)).ThenFrames(OpenAIFrames.Content("你好🎉"), OpenAIFrames.Finish(), OpenAIFrames.Done));
        var relay = StartRelay();

        using var response = await BeginAsync(relay, "/stream-chat", Hello);
        using var text = await response.Content.ReadAsStreamAsync();
        var piece = new byte[100];
        int length = await text.ReadAsync(piece).AsTask().WaitAsync(Limit);

        Assert.Equal("Grüße, ", System.Text.Encoding.UTF8.GetString(piece, 0, length));
        gate.Open();
        length = await text.ReadAsync(piece).AsTask().WaitAsync(Limit);
        Assert.Equal("你好🎉", System.Text.Encoding.UTF8.GetString(piece, 0, length));
        Assert.Equal(0, await text.ReadAsync(piece).AsTask().WaitAsync(Limit));
        Assert.Equal("text/event-stream; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
        Assert.Equal("no", Assert.Single(response.Headers.GetValues("X-Accel-Buffering")));
        Assert.True(response.Headers.TransferEncodingChunked);
        Assert.Equal("Hello", Asked.GetProperty("messages")[0].GetProperty("content").GetString());
    }

    [Fact]
    public async Task Chat_has_a_frame_for_each_delta_and_the_tokens_in_the_end()
    {
        Server.Respond(Reply.Frames(OpenAIFrames.Role(), OpenAIFrames.Content("a\n\"b\""), OpenAIFrames.Content("你好"), OpenAIFrames.Finish(), OpenAIFrames.Usage(3, 14), OpenAIFrames.Done));
        var relay = StartRelay();

        var (status, body) = await PostAsync(relay, "/chat", Hello);

        Assert.Equal(200, status);
        Assert.Equal("data: {\"content\":\"a\\n\\\"b\\\"\"}\n\ndata: {\"content\":\"你好\"}\n\ndata: {\"done\":true,\"tokens\":14}\n\n", body);
    }

    [Fact]
    public async Task Without_a_count_the_tokens_are_null()
    {
        Server.Respond(Answer("Hi"));
        var relay = StartRelay();

        Assert.Equal(["""{"content":"Hi"}""", """{"done":true,"tokens":null}"""], Events((await PostAsync(relay, "/chat", Hello)).Body));
    }

    [Fact]
    public async Task A_character_in_two_deltas_is_joined()
    {
        Server.RespondAlways(Reply.Frames(OpenAIFrames.Frame("""{"choices":[{"index":0,"delta":{"content":"a\ud83c"}}]}"""), OpenAIFrames.Frame("""{"choices":[{"index":0,"delta":{"content":"\udf89b"}}]}"""), OpenAIFrames.Finish(), OpenAIFrames.Done));
        var relay = StartRelay();

        Assert.Equal("a🎉b", (await PostAsync(relay, "/stream-chat", Hello)).Body);
        Assert.Equal(["a", "🎉b"], Chunks((await PostAsync(relay, "/chat", Hello)).Body).SkipLast(1).Select(frame => frame.GetProperty("content").GetString()));
        string[] contents = [.. Chunks((await PostAsync(relay, "/v1/chat/completions", Completion("\"stream\":true"))).Body).Select(chunk => chunk.GetProperty("choices")[0].GetProperty("delta").TryGetProperty("content", out var text) ? text.GetString()! : "")];
        Assert.Equal(["a", "🎉b", ""], contents);
    }

    [Fact]
    public async Task A_refusal_is_text_and_reasoning_is_not()
    {
        Server.RespondAlways(Reply.Frames(
            OpenAIFrames.Frame("""{"choices":[{"index":0,"delta":{"reasoning_content":"hm"}}]}"""),
            OpenAIFrames.Frame("""{"choices":[{"index":0,"delta":{"refusal":"No."}}]}"""),
            OpenAIFrames.Finish(),
            OpenAIFrames.Done));
        var relay = StartRelay();

        Assert.Equal("No.", (await PostAsync(relay, "/stream-chat", Hello)).Body);
        Assert.Equal("""{"content":"No."}""", Events((await PostAsync(relay, "/chat", Hello)).Body)[0]);
    }

    [Fact]
    public async Task A_conversation_and_a_model_can_be_sent()
    {
        Server.Respond(Answer());
        var relay = StartRelay();

        await PostAsync(relay, "/chat", """{"model":"m2","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"A"},{"role":"assistant","content":"B"},{"role":"user","content":"C"}]}""");

        Assert.Equal("m2", Asked.GetProperty("model").GetString());
        Assert.Equal("""[{"role":"system","content":"Be brief."},{"role":"user","content":"A"},{"role":"assistant","content":"B"},{"role":"user","content":"C"}]""", Asked.GetProperty("messages").GetRawText());
    }

    [Fact]
    public async Task A_client_that_waits_is_told_that_it_isnt_forgotten()
    {
        var clock = new ManualClock();
        var gate = new Gate();
        Server.RespondAlways(new Reply { BeforeHeaders = [ReplyStep.WaitFor(gate)], Steps = Answer("Hi").Steps });
        var relay = StartRelay(client: CreateClient(clock));
        var asking = BeginAsync(relay, "/chat", Hello);
        var askingText = BeginAsync(relay, "/stream-chat", Hello);
        await Server.WaitForRequestAsync(2);
        await UntilOpenAsync(relay, 2);
        await clock.WaitForTimerAsync(TimeSpan.FromSeconds(15));

        Assert.False(asking.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(15));
        using var response = await asking.WaitAsync(Limit);
        using var responseText = await askingText.WaitAsync(Limit);
        using var body = await response.Content.ReadAsStreamAsync();
        var piece = new byte[100];
        Assert.Equal(": waiting\n\n", System.Text.Encoding.UTF8.GetString(piece, 0, await body.ReadAsync(piece).AsTask().WaitAsync(Limit)));
        await clock.WaitForTimerAsync(TimeSpan.FromSeconds(15));
        clock.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal(": waiting\n\n", System.Text.Encoding.UTF8.GetString(piece, 0, await body.ReadAsync(piece).AsTask().WaitAsync(Limit)));
        gate.Open();

        using var rest = new System.IO.StreamReader(body);
        Assert.Equal(["""{"content":"Hi"}""", """{"done":true,"tokens":null}"""], Events(await rest.ReadToEndAsync()));
        Assert.Equal("Hi", await responseText.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/stream-chat", "", "The request has no body.")]
    [InlineData("/stream-chat", "{", "The request's body isn't JSON: line 1, byte 2.")]
    [InlineData("/stream-chat", "{\"message\":\"Hello\"}x", "The request's body isn't JSON: line 1, byte 20.")]
    [InlineData("/stream-chat", "[]", "The request's body has to be a JSON object.")]
    [InlineData("/stream-chat", "{}", "message is missing.")]
    [InlineData("/stream-chat", "{\"message\":null}", "message is missing.")]
    [InlineData("/stream-chat", "{\"message\":5}", "message has to be a text.")]
    [InlineData("/stream-chat", "{\"message\":\" \"}", "message is empty.")]
    [InlineData("/stream-chat", "{\"message\":\"\\ud800\"}", "message has half a surrogate pair in it.")]
    [InlineData("/chat", "{}", "message is missing, and so is messages.")]
    [InlineData("/chat", "{\"message\":\"a\",\"messages\":[]}", "message and messages are both there: send one.")]
    [InlineData("/chat", "{\"messages\":[]}", "messages has to have a message.")]
    [InlineData("/chat", "{\"messages\":{}}", "messages has to be a list.")]
    [InlineData("/chat", "{\"messages\":[5]}", "messages[0] has to be an object.")]
    [InlineData("/chat", "{\"messages\":[{\"content\":\"a\"}]}", "messages[0].role is missing: it's one of system, developer, user, assistant and tool.")]
    [InlineData("/chat", "{\"messages\":[{\"role\":\"king\",\"content\":\"a\"}]}", "messages[0].role is unknown: it's one of system, developer, user, assistant and tool.")]
    [InlineData("/chat", "{\"messages\":[{\"role\":\"user\"}]}", "messages[0].content is empty.")]
    [InlineData("/chat", "{\"messages\":[{\"role\":\"user\",\"content\":{}}]}", "messages[0].content has to be a text or a list of parts.")]
    [InlineData("/chat", "{\"messages\":[{\"role\":\"tool\",\"content\":\"a\"}]}", "messages[0].tool_call_id is missing: a tool's message has to name its call.")]
    [InlineData("/chat", "{\"message\":\"a\",\"model\":5}", "model has to be a text.")]
    public async Task What_cant_be_asked_is_refused(string path, string json, string message)
    {
        var relay = StartRelay();

        var (status, body) = await PostAsync(relay, path, json);

        Assert.Equal((400, $$"""{"error":{{JsonSerializer.Serialize(message, Relaxed)}}}"""), (status, body));
        Assert.Empty(Server.Requests);
    }

    [Fact]
    public async Task A_body_that_isnt_UTF_8_is_refused()
    {
        var relay = StartRelay();

        var answer = await RawClient.AskAsync(relay, $"POST /chat HTTP/1.1\r\nHost: localhost:{relay.Port}\r\nContent-Type: application/json\r\nContent-Length: 16\r\n\r\n{{\"message\":\"\u00ff\u00fe\"}}");

        Assert.Equal((400, "The request's body isn't UTF-8."), (answer.Status, answer.Error));
    }

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
