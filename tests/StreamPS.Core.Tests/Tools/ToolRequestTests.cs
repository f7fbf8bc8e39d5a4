using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using StreamPS.Protocols;
using StreamPS.Tests.Protocols;
using StreamPS.Tools;
using Xunit;

namespace StreamPS.Tests.Tools;

/// <summary>Tools and answers in the requests of each format.</summary>
public sealed class ToolRequestTests
{
    private const string Parameters = """{"type":"object","properties":{"city":{"type":"string","description":"Where"},"days":{"type":["integer","null"],"minimum":1},"unit":{"enum":["C","F"]}},"required":["city"],"additionalProperties":false}""";
    private const string Closed = """{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"],"additionalProperties":false}""";
    private const string Open = """{"type":"object","properties":{"a":{"type":"integer"}}}""";
    private const string Function = """{"type":"function","function":{"name":"get_weather","description":"The weather.","parameters":""" + Parameters + "}}";

    private static readonly ChatTool Tool = new("get_weather", "The weather.", JsonSchema.Parse(Parameters));
    private static readonly ChatTool Bare = new("now", "", JsonSchema.Parse("""{"type":"object","properties":{}}"""));

    [Fact]
    public void OpenAI_has_functions() => AssertField(new OpenAIChatProtocol(), "tools", $"[{Function}]");

    [Fact]
    public void Ollama_has_the_same_functions() => AssertField(new OllamaProtocol(), "tools", $"[{Function}]");

    [Fact]
    public void DashScope_has_them_among_its_parameters()
    {
        var body = RequestBody.Write(new DashScopeProtocol(), new ChatRequest("Hi") { Tools = [Tool] });
        RequestBody.AssertIs($"[{Function}]", body.GetProperty("parameters").GetProperty("tools"));
    }

    [Fact]
    public void Responses_has_flat_functions_that_say_that_they_arent_strict() => AssertField(
        new OpenAIResponsesProtocol(),
        "tools",
        """[{"type":"function","name":"get_weather","description":"The weather.","parameters":""" + Parameters + ""","strict":false}]""");

    [Fact]
    public void Anthropic_has_input_schemas() => AssertField(new AnthropicProtocol(), "tools", """[{"name":"get_weather","description":"The weather.","input_schema":""" + Parameters + "}]");

    [Fact]
    public void Gemini_has_its_part_of_OpenAPI() => AssertField(
        new GeminiProtocol(),
        "tools",
        """[{"functionDeclarations":[{"name":"get_weather","description":"The weather.","parameters":{"type":"OBJECT","required":["city"],"properties":{"city":{"type":"STRING","description":"Where"},"days":{"type":"INTEGER","nullable":true,"minimum":1},"unit":{"enum":["C","F"]}}}}]}]""");

    [Fact]
    public void Gemini_has_no_parameters_where_there_are_none() => AssertField(new GeminiProtocol(), "tools", """[{"functionDeclarations":[{"name":"now"}]}]""", Bare);

    [Fact]
    public void Gemini_has_what_is_referred_to_in_its_place() => AssertField(
        new GeminiProtocol(),
        "tools",
        """[{"functionDeclarations":[{"name":"f","parameters":{"type":"OBJECT","properties":{"x":{"type":"ARRAY","items":{"type":"STRING"}}}}}]}]""",
        new ChatTool("f", "", JsonSchema.Parse("""{"type":"object","properties":{"x":{"type":"array","items":{"$ref":"#/$defs/t"}}},"$defs":{"t":{"type":"string"}}}""")));

    [Fact]
    public void The_callers_own_tools_replace_the_tools()
    {
        var request = new ChatRequest("Hi") { Tools = [Tool], ExtraBody = new Dictionary<string, object?> { ["tools"] = new[] { 1 } } };
        RequestBody.AssertIs("[1]", RequestBody.Write(new OpenAIChatProtocol(), request).GetProperty("tools"));
    }

    [Fact]
    public void Tools_of_one_name_are_refused()
    {
        var exception = Assert.Throws<ChatInputException>(() => new ChatRequest("Hi") { Tools = [Tool, Tool] }.Check());
        Assert.Equal("Two tools are named 'get_weather': the model couldn't tell them apart.", exception.Message);
    }

    [Theory]
    [InlineData("", Open)]
    [InlineData("1a", Open)]
    [InlineData("a b", Open)]
    [InlineData("a", "true")]
    public void A_tool_that_services_refuse_cant_be_made(string name, string schema) =>
        Assert.Equal(ChatErrorKind.InvalidRequest, Assert.Throws<ChatInputException>(() => new ChatTool(name, "", JsonSchema.Parse(schema))).Kind);

    [Theory]
    [InlineData("OpenAI", Closed, "response_format", """{"type":"json_schema","json_schema":{"name":"answer","schema":""" + Closed + ""","strict":true}}""")]
    [InlineData("OpenAI", Open, "response_format", """{"type":"json_schema","json_schema":{"name":"answer","schema":""" + Open + ""","strict":false}}""")]
    [InlineData("DashScope", Closed, "response_format", """{"type":"json_object"}""")]
    [InlineData("OpenAIResponses", Closed, "text", """{"format":{"type":"json_schema","name":"answer","schema":""" + Closed + ""","strict":true}}""")]
    [InlineData("Anthropic", Closed, "output_config", """{"format":{"type":"json_schema","schema":""" + Closed + "}}")]
    [InlineData("Ollama", Open, "format", Open)]
    [InlineData("Gemini", Open, "generationConfig", """{"responseMimeType":"application/json","responseJsonSchema":""" + Open + "}")]
    public void A_service_is_asked_for_an_answer_in_its_own_way(string provider, string schema, string field, string expected) =>
        RequestBody.AssertIs(expected, Write(provider, schema).GetProperty(field));

    [Theory]
    [InlineData("DashScope", Closed, "messages")]
    [InlineData("DeepSeek", Closed, "messages")]
    [InlineData("Groq", Closed, "messages")]
    [InlineData("OpenAI", """{"type":"array"}""", "messages")]
    [InlineData("MegaLLMAnthropic", Closed, "system")]
    [InlineData("Anthropic", Open, "system")]
    public void Where_its_way_doesnt_do_it_is_asked_in_words(string provider, string schema, string field) =>
        Assert.Contains("Answer with JSON alone", Write(provider, schema).GetProperty(field).ToString(), System.StringComparison.Ordinal);

    [Fact]
    public void The_words_stand_in_the_first_message_of_instructions()
    {
        var request = new ChatRequest([ChatMessage.System("Be brief."), ChatMessage.User("Hi")]) { Answer = new AnswerFormat(JsonSchema.Parse(Open)) };
        var messages = AnswerWays.Apply(request, AnswerWay.Words).Messages;

        Assert.Equal(2, messages.Count);
        Assert.Equal($"Be brief.\n\nAnswer with JSON alone: no other words, no code block. The JSON has to fit this schema:\n{Open}", messages[0].Content);
        Assert.Equal("Be brief.", request.Messages[0].Content);
    }

    [Fact]
    public void A_failed_call_is_marked_where_the_format_has_a_mark()
    {
        var call = new ToolCall(0, "c1", "f", "{}");
        ChatMessage[] messages = [ChatMessage.User("Hi"), new(ChatRole.Assistant, "") { ToolCalls = [call] }, ChatMessage.ToolResult(call, "No", isError: true)];

        RequestBody.AssertIs(
            """[{"type":"tool_result","tool_use_id":"c1","content":"No","is_error":true}]""",
            RequestBody.Write(new AnthropicProtocol(), new ChatRequest(messages)).GetProperty("messages")[2].GetProperty("content"));
        RequestBody.AssertIs(
            """{"error":"No"}""",
            RequestBody.Write(new GeminiProtocol(), new ChatRequest(messages)).GetProperty("contents")[2].GetProperty("parts")[0].GetProperty("functionResponse").GetProperty("response"));
    }

    private static JsonElement Write(string providerName, string schema)
    {
        var provider = ChatProviders.Get(providerName);
        var request = new ChatRequest("Hi") { Answer = new AnswerFormat(JsonSchema.Parse(schema)) };
        var way = AnswerWays.Choose(provider, request.Answer);
        using var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body))
            ChatProtocols.Get(provider.Protocol).WriteRequest(writer, AnswerWays.Apply(request, way), new RequestFormat { Model = "m", MaxTokensField = "max_tokens", SeedField = "seed", AnswerWay = way });
        using var document = JsonDocument.Parse(body.ToArray());
        return document.RootElement.Clone();
    }

    private static void AssertField(IChatProtocol protocol, string field, string expected, ChatTool? tool = null) =>
        RequestBody.AssertIs(expected, RequestBody.Write(protocol, new ChatRequest("Hi") { Tools = [tool ?? Tool] }).GetProperty(field));
}
