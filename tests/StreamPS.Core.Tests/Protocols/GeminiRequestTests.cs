using System;
using System.Collections;
using System.Collections.Generic;
using System.Text.Json;
using StreamPS.Protocols;
using Xunit;

namespace StreamPS.Tests.Protocols;

/// <summary>Requests in Gemini's format.</summary>
public sealed class GeminiRequestTests
{
    private const string Hi = """{"role":"user","parts":[{"text":"Hi"}]}""";

    private static readonly GeminiProtocol Protocol = new();
    private static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G'];

    public static TheoryData<object> Options =>
    [
        new Dictionary<string, object?> { ["topK"] = 40, ["topP"] = 0.5, ["thinkingConfig"] = new Dictionary<string, object?> { ["includeThoughts"] = true } },
        new Hashtable { ["topK"] = 40, ["topP"] = 0.5, ["thinkingConfig"] = new Hashtable { ["includeThoughts"] = true } },
        JsonElement.Parse("""{"topK":40,"topP":0.5,"thinkingConfig":{"includeThoughts":true}}"""),
    ];

    [Fact]
    public void The_least_request_has_contents_alone() => AssertBody($$$"""{"contents":[{{{Hi}}}]}""", new ChatRequest("Hi"));

    [Fact]
    public void Options_have_their_fields() => AssertBody(
        $$$"""{"contents":[{{{Hi}}}],"generationConfig":{"temperature":0.1,"topP":0.9,"maxOutputTokens":7,"candidateCount":2,"seed":5,"presencePenalty":0.2,"frequencyPenalty":0,"stopSequences":["END","\n"]}}""",
        new ChatRequest("Hi") { Temperature = 0.1, TopP = 0.9, MaxTokens = 7, Count = 2, Seed = 5, PresencePenalty = 0.2, FrequencyPenalty = 0, Stop = ["END", "\n"] });

    [Theory]
    [MemberData(nameof(Options))]
    public void Extra_options_merge_with_the_others(object options) => AssertBody(
        $$$"""{"contents":[{{{Hi}}}],"generationConfig":{"temperature":0.1,"topP":0.5,"topK":40,"thinkingConfig":{"includeThoughts":true}},"safetySettings":[]}""",
        new ChatRequest("Hi") { Temperature = 0.1, TopP = 0.9, ExtraBody = new Dictionary<string, object?> { ["generationConfig"] = options, ["safetySettings"] = Array.Empty<object>() } });

    [Fact]
    public void Extra_options_may_stand_alone() => AssertBody(
        $$$"""{"contents":[{{{Hi}}}],"generationConfig":{"topK":40}}""",
        new ChatRequest("Hi") { ExtraBody = new Dictionary<string, object?> { ["generationConfig"] = new Dictionary<string, object?> { ["topK"] = 40 } } });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Extra_options_that_cant_be_merged_replace_the_others(bool hasOthers) => AssertBody(
        $$$"""{"contents":[{{{Hi}}}],"generationConfig":null}""",
        new ChatRequest("Hi") { Temperature = hasOthers ? 1 : null, ExtraBody = new Dictionary<string, object?> { ["generationConfig"] = null } });

    [Fact]
    public void Extra_fields_replace_those_of_their_name() => AssertBody(
        """{"systemInstruction":{"parts":[]},"contents":[],"tools":[{"functionDeclarations":[]}]}""",
        new ChatRequest([ChatMessage.System("x"), ChatMessage.User("Hi")])
        {
            ExtraBody = new Dictionary<string, object?>
            {
                ["systemInstruction"] = new Dictionary<string, object?> { ["parts"] = Array.Empty<object>() },
                ["contents"] = Array.Empty<object>(),
                ["tools"] = new[] { new Dictionary<string, object?> { ["functionDeclarations"] = Array.Empty<object>() } },
            },
        });

    [Fact]
    public void Instructions_stand_at_the_top_with_a_blank_line_between() => AssertBody(
        $$$"""{"systemInstruction":{"parts":[{"text":"One.\n\nTwo."}]},"contents":[{{{Hi}}},{"role":"model","parts":[{"text":"Hello"}]},{"role":"user","parts":[{"text":"你好"}]}]}""",
        new ChatRequest([ChatMessage.System("One."), ChatMessage.User("Hi"), ChatMessage.Assistant("Hello"), new ChatMessage(ChatRole.Developer, "Two."), ChatMessage.Assistant(""), ChatMessage.User("你好")]));

    [Fact]
    public void Images_are_parts() => AssertBody(
        """
        {"contents":[{"role":"user","parts":[{"text":"What?"},{"inlineData":{"mimeType":"image/png","data":"iVBORw=="}},{"fileData":{"fileUri":"https://example.com/a.png"}}]},
                     {"role":"user","parts":[{"inlineData":{"mimeType":"image/jpeg","data":"iVBORw=="}}]}]}
        """,
        new ChatRequest([
            new ChatMessage(ChatRole.User, "What?") { Images = [ChatImage.FromBytes(Png), ChatImage.FromUri(new Uri("https://example.com/a.png"))] },
            new ChatMessage(ChatRole.User, "") { Images = [ChatImage.FromBytes(Png, "image/jpeg")] }]));

    [Fact]
    public void Results_of_one_turn_stand_together_in_the_order_of_their_calls() => AssertBody(
        """
        {"contents":[
            {"role":"user","parts":[{"text":"Time?"}]},
            {"role":"model","parts":[{"text":"Let me see."},{"functionCall":{"name":"get_time","args":{"tz":"UTC"}}},{"functionCall":{"name":"now","args":{}}},{"functionCall":{"name":"bad","args":{"arguments":"not JSON"}}}]},
            {"role":"user","parts":[{"functionResponse":{"name":"get_time","response":{"time":"12:00"}}},{"functionResponse":{"name":"now","response":{"output":"[1]"}}},{"functionResponse":{"name":"bad","response":{"output":""}}}]},
            {"role":"model","parts":[{"functionCall":{"name":"later","args":{}}}]},
            {"role":"user","parts":[{"functionResponse":{"name":"later","response":{"output":"Here"}}},{"inlineData":{"mimeType":"image/png","data":"iVBORw=="}}]},
            {"role":"user","parts":[{"text":"Well?"}]}]}
        """,
        new ChatRequest([
            ChatMessage.User("Time?"),
            new ChatMessage(ChatRole.Assistant, "Let me see.")
            {
                ToolCalls = [new ToolCall(0, "call_0", "get_time", "{\"tz\":\"UTC\"}"), new ToolCall(1, "call_1", "now", ""), new ToolCall(2, "call_2", "bad", "not JSON")],
            },
            new ChatMessage(ChatRole.Tool, "") { ToolCallId = "call_2" },
            new ChatMessage(ChatRole.Tool, "[1]") { ToolCallId = "call_1", Name = "other" },
            new ChatMessage(ChatRole.Tool, "{\"time\":\"12:00\"}") { ToolCallId = "call_0" },
            new ChatMessage(ChatRole.Assistant, "") { ToolCalls = [new ToolCall(0, "call_0", "later", "{}")] },
            new ChatMessage(ChatRole.Tool, "Here") { ToolCallId = "call_0", Images = [ChatImage.FromBytes(Png)] },
            ChatMessage.User("Well?")]));

    [Fact]
    public void A_signed_call_goes_back_as_it_came()
    {
        var reply = new FormatDecoding(new GeminiDecoder()).AddFrames(GeminiSamples.Everything).Completion;

        AssertBody(
            """
            {"contents":[
                {"role":"model","parts":[{"text":"你好, \"Ann\"\n🎉"},{"functionCall":{"name":"weather","args":{"city":"Rome","days":[1,2]}},"thoughtSignature":"Eg"},{"functionCall":{"name":"now","args":{}}}]},
                {"role":"user","parts":[{"functionResponse":{"name":"weather","response":{"output":"sunny"}}}]}]}
            """,
            new ChatRequest([reply.ToMessage(), new ChatMessage(ChatRole.Tool, "sunny") { ToolCallId = "call_0" }]));
    }

    [Fact]
    public void A_result_may_name_its_function_itself() => AssertBody(
        """{"contents":[{"role":"user","parts":[{"functionResponse":{"name":"f","response":{"output":"1"}}}]}]}""",
        new ChatRequest([new ChatMessage(ChatRole.Tool, "1") { ToolCallId = "call_9", Name = "f" }]));

    [Fact]
    public void A_result_of_an_unknown_call_is_refused() =>
        RequestBody.AssertRefuses(Protocol, new ChatRequest([ChatMessage.User("Hi"), new ChatMessage(ChatRole.Tool, "1") { ToolCallId = "call_9" }]), "call_9");

    [Fact]
    public void What_the_format_has_no_place_for_is_refused()
    {
        RequestBody.AssertRefuses(Protocol, new ChatRequest([new ChatMessage(ChatRole.User, "Hi") { Name = "Ann" }]), "names of participants");
        RequestBody.AssertRefuses(Protocol, new ChatRequest([new ChatMessage(ChatRole.System, "Hi") { Images = [ChatImage.FromBytes(Png)] }]), "images in system messages");
    }

    [Theory]
    [InlineData("https://g.example/v1beta", "gemini-x", "https://g.example/v1beta/models/gemini-x:streamGenerateContent?alt=sse")]
    [InlineData("https://g.example/v1beta/", " gemini-x ", "https://g.example/v1beta/models/gemini-x:streamGenerateContent?alt=sse")]
    [InlineData("https://g.example/v1beta", "models/gemini-x", "https://g.example/v1beta/models/gemini-x:streamGenerateContent?alt=sse")]
    [InlineData("https://g.example/v1beta", "tunedModels/my-1", "https://g.example/v1beta/tunedModels/my-1:streamGenerateContent?alt=sse")]
    [InlineData("https://g.example/v1/projects/p/locations/l", "publishers/google/models/gemini-x", "https://g.example/v1/projects/p/locations/l/publishers/google/models/gemini-x:streamGenerateContent?alt=sse")]
    [InlineData("https://g.example/v1beta/models/gemini-x:streamGenerateContent?alt=sse", "gemini-x", "https://g.example/v1beta/models/gemini-x:streamGenerateContent?alt=sse")]
    [InlineData("https://g.example/v1beta?key=k", "gemini-x", "https://g.example/v1beta/models/gemini-x:streamGenerateContent?key=k&alt=sse")]
    [InlineData("https://g.example/v1beta", "a b?c#d", "https://g.example/v1beta/models/a%20b%3Fc%23d:streamGenerateContent?alt=sse")]
    public void The_endpoint_has_the_model_in_it(string baseUri, string model, string expected) =>
        Assert.Equal(expected, Protocol.GetEndpoint(new Uri(baseUri), new ChatRequest("Hi"), new RequestFormat { Model = model }).AbsoluteUri);

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    public void A_request_without_a_model_is_refused(string? model)
    {
        var exception = Assert.Throws<ChatInputException>(() => Protocol.GetEndpoint(new Uri("https://g.example"), new ChatRequest("Hi"), new RequestFormat { Model = model }));

        Assert.Equal(ChatErrorKind.InvalidRequest, exception.Kind);
        Assert.Contains("model", exception.Message, StringComparison.Ordinal);
    }

    private static void AssertBody(string expected, ChatRequest request) => RequestBody.AssertIs(expected, RequestBody.Write(Protocol, request));
}
