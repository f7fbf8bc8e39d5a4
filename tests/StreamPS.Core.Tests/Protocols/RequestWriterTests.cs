using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using StreamPS.Protocols;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Protocols;

public sealed class RequestWriterTests
{
    private const string Messages = """[{"role":"user","content":"Hi"}]""";

    public static TheoryData<string, object?, string> Values => new()
    {
        { "null", null, "null" },
        { "text", "a\"b 你好", "\"a\\\"b 你好\"" },
        { "true", true, "true" },
        { "false", false, "false" },
        { "int", -1, "-1" },
        { "long", long.MaxValue, "9223372036854775807" },
        { "ulong", ulong.MaxValue, "18446744073709551615" },
        { "byte", (byte)7, "7" },
        { "double", 0.1, "0.1" },
        { "tiny", 1e-7, "1E-07" },
        { "float", 0.1f, "0.1" },
        { "decimal", 1.50m, "1.50" },
        { "array", new object?[] { 1, "a", null, new List<double> { 2.5 } }, "[1,\"a\",null,[2.5]]" },
        { "list", new List<string> { "a", "b" }, "[\"a\",\"b\"]" },
        { "empty", Array.Empty<int>(), "[]" },
        { "hashtable", new Hashtable { ["a"] = new Hashtable { ["b"] = 1 } }, "{\"a\":{\"b\":1}}" },
        { "keys that are no texts", new Hashtable { [1] = 2 }, "{\"1\":2}" },
        { "dictionary", new Dictionary<string, object?> { ["a"] = new List<bool> { true }, ["b"] = null }, "{\"a\":[true],\"b\":null}" },
        { "element", JsonElement.Parse("""{"x":[1.0]}"""), "{\"x\":[1.0]}" },
    };

    [Fact]
    public void What_is_not_set_is_left_out() =>
        Json.Equal($$"""{"messages":{{Messages}},"stream":true}""", Write(new ChatRequest("Hi"), new RequestFormat { MaxTokensField = "max_tokens", SeedField = "seed" }));

    [Fact]
    public void What_is_set_is_there_under_its_name()
    {
        var request = new ChatRequest("Hi")
        {
            Temperature = 0.6,
            TopP = 1,
            MaxTokens = 512,
            Count = 2,
            Seed = long.MaxValue,
            PresencePenalty = -2,
            FrequencyPenalty = 0.25,
            Stop = ["END", "\n"],
        };

        Json.Equal(
            $$"""
            {"model":"m","messages":{{Messages}},"stream":true,"stream_options":{"include_usage":true},"temperature":0.6,"top_p":1,"max_tokens":512,"n":2,
            "seed":9223372036854775807,"presence_penalty":-2,"frequency_penalty":0.25,"stop":["END","\n"]}
            """,
            Write(request));
    }

    [Fact]
    public void Zero_is_set() =>
        Json.Equal($$"""{"messages":{{Messages}},"stream":true,"temperature":0,"seed":0}""", Write(new ChatRequest("Hi") { Temperature = 0, Seed = 0 }, new RequestFormat { SeedField = "seed" }));

    [Fact]
    public void Numbers_are_written_as_people_write_them() =>
        Assert.Contains("\"temperature\":0.1,\"top_p\":0.30000000000000004", Write(new ChatRequest("Hi") { Temperature = 0.1, TopP = 0.1 + 0.2 }), StringComparison.Ordinal);

    [Fact]
    public void The_token_limit_goes_by_the_services_name_for_it() =>
        Json.Equal(
            $$"""{"messages":{{Messages}},"stream":true,"max_completion_tokens":7}""",
            Write(new ChatRequest("Hi") { MaxTokens = 7 }, new RequestFormat { MaxTokensField = "max_completion_tokens" }));

    [Fact]
    public void Messages_have_what_belongs_to_their_role()
    {
        var request = new ChatRequest(
        [
            ChatMessage.System("Be short."),
            new ChatMessage(ChatRole.Developer, "Be kind."),
            new ChatMessage(ChatRole.User, "Hi") { Name = "ann" },
            new ChatMessage(ChatRole.Assistant, "") { ToolCalls = [new ToolCall(0, "call_1", "get_time", "{\"tz\":\"UTC\"}")] },
            new ChatMessage(ChatRole.Tool, "12:00") { ToolCallId = "call_1" },
            ChatMessage.Assistant(""),
            new ChatMessage(ChatRole.Unknown, "?"),
        ]);

        Json.Equal(
            """
            {"stream":true,"messages":[{"role":"system","content":"Be short."},{"role":"developer","content":"Be kind."},{"role":"user","content":"Hi","name":"ann"},
            {"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"get_time","arguments":"{\"tz\":\"UTC\"}"}}]},
            {"role":"tool","content":"12:00","tool_call_id":"call_1"},{"role":"assistant","content":""},{"role":"user","content":"?"}]}
            """,
            Write(request, default));
    }

    [Fact]
    public void Extra_fields_are_added_and_replace_those_of_the_same_name()
    {
        var request = new ChatRequest("Hi")
        {
            Temperature = 1,
            ExtraBody = new Dictionary<string, object?>
            {
                ["enable_thinking"] = true,
                ["temperature"] = null,
                ["stream_options"] = new Hashtable { ["include_usage"] = false },
                ["model"] = "other",
                ["messages"] = Array.Empty<object>(),
                ["stream"] = false,
                ["stop"] = "END",
            },
            Stop = ["x"],
        };

        string body = Write(request);

        Json.Equal("""{"enable_thinking":true,"temperature":null,"stream_options":{"include_usage":false},"model":"other","messages":[],"stream":false,"stop":"END"}""", body);
        Assert.Equal(7, CountFields(body));
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void Extra_values_of_every_kind_have_their_json_form(string name, object? value, string json)
    {
        string body = Write(new ChatRequest("Hi") { ExtraBody = new Dictionary<string, object?> { [name] = value } }, default);

        Assert.EndsWith($",\"{name}\":{json}}}", body, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_without_a_json_form_is_refused_by_its_place()
    {
        var request = new ChatRequest("Hi") { ExtraBody = new Dictionary<string, object?> { ["a"] = new Hashtable { ["b"] = new object[] { new Version(1, 0) } } } };

        var exception = Assert.Throws<ChatInputException>(() => Write(request));

        Assert.Equal(ChatErrorKind.InvalidRequest, exception.Kind);
        Assert.Equal("The extra field 'a.b[]' has a value of type System.Version, which has no JSON form.", exception.Message);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(float.NaN)]
    public void Numbers_that_are_not_finite_are_refused(object number)
    {
        var exception = Assert.Throws<ChatInputException>(() => Write(new ChatRequest("Hi") { ExtraBody = new Dictionary<string, object?> { ["x"] = number } }));

        Assert.Equal(ChatErrorKind.InvalidRequest, exception.Kind);
        Assert.Contains("'x'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_option_that_is_not_finite_is_refused()
    {
        var exception = Assert.Throws<ChatInputException>(() => Write(new ChatRequest("Hi") { Temperature = double.NaN }));

        Assert.Equal(ChatErrorKind.InvalidRequest, exception.Kind);
        Assert.Contains("temperature", exception.Message, StringComparison.Ordinal);
    }

    private static string Write(ChatRequest request) => Write(request, new RequestFormat { Model = "m", AskForUsage = true, MaxTokensField = "max_tokens", SeedField = "seed" });

    private static string Write(ChatRequest request, RequestFormat format)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            new OpenAIChatProtocol().WriteRequest(writer, request, format);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static int CountFields(string json)
    {
        int count = 0;
        foreach (var unused in JsonElement.Parse(json).EnumerateObject())
            count++;
        return count;
    }
}
