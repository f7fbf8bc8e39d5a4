using System;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Protocols;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Relay;

/// <summary>The OpenAI-compatible route in front of services of other formats: text, reasoning and calls come out as OpenAI's clients expect them.</summary>
public sealed class CompletionFormatTests : RelayTest
{
    private const string Tools = """
        "tools":[{"type":"function","function":{"name":"weather","description":"The weather","parameters":{"type":"object","properties":{"city":{"type":"string"}}}}}]
        """;

    private static Reply Stream(string text) => new Reply().ThenFrames(text);

    private async Task<JsonElement[]> StreamAsync(string provider, string more, Reply reply)
    {
        Server.Respond(reply);
        var relay = StartRelay(client: CreateClient(provider));
        var (status, body) = await PostAsync(relay, "/v1/chat/completions", Completion("\"stream\":true" + (more.Length == 0 ? "" : "," + more)));
        Assert.Equal(200, status);
        Assert.EndsWith("data: [DONE]\n\n", body, StringComparison.Ordinal);
        return Chunks(body);
    }

    private static string Join(JsonElement[] chunks, string field) => string.Concat(chunks
        .Select(chunk => chunk.GetProperty("choices")[0].GetProperty("delta"))
        .Select(delta => delta.TryGetProperty(field, out var text) ? text.GetString() : ""));

    private static string[] Calls(JsonElement[] chunks) => [.. chunks
        .Select(chunk => chunk.GetProperty("choices")[0].GetProperty("delta"))
        .Where(delta => delta.TryGetProperty("tool_calls", out _))
        .Select(delta => delta.GetProperty("tool_calls")[0])
        .GroupBy(call => call.GetProperty("index").GetInt32())
        .Select(call => $"{call.Key} {call.First().GetProperty("type").GetString()} {call.First().GetProperty("function").GetProperty("name").GetString()} {string.Concat(call.Select(part => part.GetProperty("function").GetProperty("arguments").GetString()))}")];

    private static string? Finish(JsonElement[] chunks) => chunks.Select(chunk => chunk.GetProperty("choices")[0].GetProperty("finish_reason").GetString()).Last(reason => reason is not null);

    [Fact]
    public async Task Anthropic()
    {
        var chunks = await StreamAsync("Anthropic", Tools + ",\"tool_choice\":\"required\"", Stream(AnthropicSamples.Everything));

        Assert.Equal("Let me see.", Join(chunks, "reasoning_content"));
        Assert.Equal("你好, \"Ann\"\n🎉", Join(chunks, "content"));
        Assert.Equal(["0 function weather {\"city\": \"Rome\"}", "1 function now {}"], Calls(chunks));
        Assert.Equal(("tool_calls", "claude-y"), (Finish(chunks), chunks[0].GetProperty("model").GetString()));
        Assert.Equal("""{"type":"any"}""", Server.Requests[0].Json.GetProperty("tool_choice").GetRawText());
        Assert.Equal("weather", Server.Requests[0].Json.GetProperty("tools")[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task Gemini()
    {
        var chunks = await StreamAsync("Gemini", Tools + ",\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"weather\"}}", Stream(GeminiSamples.Stream(GeminiSamples.Everything)));

        Assert.Equal("Let me see.", Join(chunks, "reasoning_content"));
        Assert.Equal("你好, \"Ann\"\n🎉", Join(chunks, "content"));
        Assert.Equal(["0 function weather {\"city\":\"Rome\",\"days\":[1,2]}", "1 function now {}"], Calls(chunks));
        Assert.Equal("tool_calls", Finish(chunks));
        Assert.Contains("""{"google":{"thought_signature":"Eg"}}""", string.Concat(chunks.Select(chunk => chunk.GetRawText())), StringComparison.Ordinal);
        Assert.Equal("""{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["weather"]}}""", Server.Requests[0].Json.GetProperty("toolConfig").GetRawText());
    }

    [Fact]
    public async Task A_signature_comes_back_to_the_service_that_made_it()
    {
        Server.Respond(Stream(GeminiSamples.Stream(GeminiSamples.Text)));
        var relay = StartRelay(client: CreateClient("Gemini"));

        await PostAsync(relay, "/v1/chat/completions", Completion(message: """
            {"role":"user","content":"Hi"},
            {"role":"assistant","tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{}"},"extra_content":{"google":{"thought_signature":"Eg"}}}]},
            {"role":"tool","tool_call_id":"c1","content":"42"}
            """));

        Assert.Equal("Eg", Server.Requests[0].Json.GetProperty("contents")[1].GetProperty("parts")[0].GetProperty("thoughtSignature").GetString());
    }

    [Fact]
    public async Task DashScope()
    {
        string reply = DashScopeSamples.Event(1, DashScopeSamples.Frame("", extra: ",\"reasoning_content\":\"hm\""))
            + DashScopeSamples.Event(2, DashScopeSamples.Frame("你好"))
            + DashScopeSamples.Event(3, DashScopeSamples.Frame("", extra: ""","tool_calls":[{"index":0,"id":"c1","type":"function","function":{"name":"weather","arguments":"{}"}}]"""))
            + DashScopeSamples.Event(4, DashScopeSamples.Frame("", "tool_calls", 9));

        var chunks = await StreamAsync("DashScopeNative", Tools + ",\"tool_choice\":\"none\"", Stream(reply));

        Assert.Equal(("hm", "你好"), (Join(chunks, "reasoning_content"), Join(chunks, "content")));
        Assert.Equal(["0 function weather {}"], Calls(chunks));
        Assert.Equal("tool_calls", Finish(chunks));
        Assert.Equal("none", Server.Requests[0].Json.GetProperty("parameters").GetProperty("tool_choice").GetString());
    }

    [Fact]
    public async Task Responses()
    {
        var chunks = await StreamAsync("OpenAIResponses", Tools + ",\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"weather\"}}", Stream(ResponsesSamples.Stream([
            """{"type":"response.created","response":{"id":"r1","status":"in_progress","model":"m"}}""",
            """{"type":"response.output_text.delta","output_index":0,"delta":"Hi"}""",
            """{"type":"response.completed","response":{"id":"r1","status":"completed","output":[],"usage":{"input_tokens":8,"output_tokens":2,"total_tokens":10}}}"""])));

        Assert.Equal("Hi", Join(chunks, "content"));
        Assert.Equal("""{"type":"function","name":"weather"}""", Server.Requests[0].Json.GetProperty("tool_choice").GetRawText());
    }

    [Fact]
    public async Task Ollama_has_no_place_for_a_choice()
    {
        var relay = StartRelay(client: CreateClient("Ollama"));

        var (status, body) = await PostAsync(relay, "/v1/chat/completions", Completion(Tools + ",\"tool_choice\":\"required\""));

        Assert.Equal(400, status);
        Assert.Contains("The Ollama format has no place for a choice of tools", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_in_JSON_is_asked_for_in_the_services_way_and_handed_on_as_it_is()
    {
        var chunks = await StreamAsync("Gemini", """ "response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object","properties":{"n":{"type":"integer"}},"required":["n"]}}} """, Stream(GeminiSamples.Stream(GeminiSamples.Text)));

        Assert.Equal("There are three.", Join(chunks, "content"));
        Assert.Equal("application/json", Server.Requests[0].Json.GetProperty("generationConfig").GetProperty("responseMimeType").GetString());
    }

    [Theory]
    [InlineData("\"tools\":[{\"type\":\"custom\"}]", "tools[0] has to be a function.")]
    [InlineData("\"tools\":[{\"type\":\"function\",\"function\":{}}]", "tools[0].function.name is missing.")]
    [InlineData("\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a b\"}}]", "A tool can't be named 'a b': services take letters, digits, _ and -, a letter or _ first, and at most 64 of them.")]
    [InlineData("\"response_format\":{\"type\":\"xml\"}", "response_format.type has to be text, json_object or json_schema.")]
    [InlineData("\"response_format\":{\"type\":\"json_schema\"}", "response_format.json_schema.schema is missing.")]
    public async Task Tools_and_schemas_that_cant_be_translated_are_refused(string field, string message)
    {
        var relay = StartRelay(client: CreateClient("Anthropic"));

        var (status, body) = await PostAsync(relay, "/v1/chat/completions", Completion(field));

        Assert.Equal((400, message), (status, JsonElement.Parse(body).GetProperty("error").GetProperty("message").GetString()));
    }

    [Fact]
    public async Task Fields_that_other_formats_dont_know_stay_here()
    {
        Server.Respond(Stream(AnthropicSamples.Text));
        var relay = StartRelay(client: CreateClient("Anthropic"));

        var (status, _) = await PostAsync(relay, "/v1/chat/completions", Completion("\"logit_bias\":{},\"user\":\"me\",\"reasoning_effort\":\"low\",\"parallel_tool_calls\":false"));

        Assert.Equal(200, status);
        Assert.Equal(["model", "max_tokens", "messages", "stream"], Server.Requests[0].Json.EnumerateObject().Select(field => field.Name));
    }
}
