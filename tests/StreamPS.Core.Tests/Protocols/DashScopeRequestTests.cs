using System;
using System.Collections;
using System.Collections.Generic;
using System.Text.Json;
using StreamPS.Protocols;
using Xunit;

namespace StreamPS.Tests.Protocols;

/// <summary>Requests in DashScope's own format.</summary>
public sealed class DashScopeRequestTests
{
    private const string Input = """{"messages":[{"role":"user","content":"Hi"}]}""";
    private const string Base = "https://dashscope.aliyuncs.com/api/v1";
    private const string TextEndpoint = Base + "/services/aigc/text-generation/generation";
    private const string MultimodalEndpoint = Base + "/services/aigc/multimodal-generation/generation";

    private static readonly DashScopeProtocol Protocol = new();
    private static readonly ChatMessage WithImage = new(ChatRole.User, "What?") { Images = [ChatImage.FromUri(new Uri("https://example.com/a.png")), ChatImage.FromBytes([0x89, (byte)'P', (byte)'N', (byte)'G'])] };

    [Fact]
    public void The_least_request_asks_for_increments() => AssertBody(
        $$$"""{"model":"m","input":{{{Input}}},"parameters":{"result_format":"message","incremental_output":true}}""",
        new ChatRequest("Hi"));

    [Fact]
    public void Options_are_parameters() => AssertBody(
        $$$"""{"model":"qwen-plus","input":{{{Input}}},"parameters":{"result_format":"message","incremental_output":true,"temperature":0.1,"top_p":0.9,"max_tokens":7,"n":2,"seed":5,"presence_penalty":0.5,"stop":["END"]}}""",
        new ChatRequest("Hi") { Model = "qwen-plus", Temperature = 0.1, TopP = 0.9, MaxTokens = 7, Count = 2, Seed = 5, PresencePenalty = 0.5, Stop = ["END"] });

    public static TheoryData<object> ExtraParameters =>
    [
        new Dictionary<string, object?> { ["enable_thinking"] = true, ["temperature"] = 0.5 },
        new Hashtable { ["enable_thinking"] = true, ["temperature"] = 0.5 },
        JsonSerializer.SerializeToElement(new { enable_thinking = true, temperature = 0.5 }),
    ];

    [Theory]
    [MemberData(nameof(ExtraParameters))]
    public void Extra_parameters_are_merged_and_other_extra_fields_replace(object parameters) => AssertBody(
        """{"model":"other","input":{"prompt":"Hi"},"parameters":{"result_format":"message","incremental_output":true,"top_p":0.9,"enable_thinking":true,"temperature":0.5},"x":null}""",
        new ChatRequest("Hi")
        {
            Temperature = 0.1,
            TopP = 0.9,
            ExtraBody = new Dictionary<string, object?> { ["parameters"] = parameters, ["model"] = "other", ["input"] = new Dictionary<string, object?> { ["prompt"] = "Hi" }, ["x"] = null },
        });

    [Fact]
    public void Extra_parameters_that_are_no_fields_replace_all() => AssertBody(
        $$$"""{"model":"m","input":{{{Input}}},"parameters":null}""",
        new ChatRequest("Hi") { ExtraBody = new Dictionary<string, object?> { ["parameters"] = null } });

    [Fact]
    public void Messages_are_those_of_the_OpenAI_format() => AssertMessages(
        """
        [{"role":"system","content":"S"},{"role":"system","content":"D"},{"role":"user","content":"Weather?","name":"Ann"},
         {"role":"assistant","content":"","tool_calls":[{"index":0,"id":"t1","type":"function","function":{"name":"weather","arguments":"{}"}}]},
         {"role":"tool","content":"sunny","name":"weather","tool_call_id":"t1"}]
        """,
        ChatMessage.System("S"),
        new ChatMessage(ChatRole.Developer, "D"),
        new ChatMessage(ChatRole.User, "Weather?") { Name = "Ann" },
        new ChatMessage(ChatRole.Assistant, "") { ToolCalls = [new ToolCall(0, "t1", "weather", "{}")] },
        new ChatMessage(ChatRole.Tool, "sunny") { ToolCallId = "t1", Name = "weather" });

    [Fact]
    public void With_an_image_all_contents_are_parts() => AssertMessages(
        """[{"role":"system","content":[{"text":"S"}]},{"role":"user","content":[{"image":"https://example.com/a.png"},{"image":"data:image/png;base64,iVBORw=="},{"text":"What?"}]}]""",
        ChatMessage.System("S"),
        WithImage);

    [Theory]
    [InlineData(Base, false, TextEndpoint)]
    [InlineData(Base + "/", true, MultimodalEndpoint)]
    [InlineData(TextEndpoint, false, TextEndpoint)]
    [InlineData(TextEndpoint, true, MultimodalEndpoint)]
    [InlineData(MultimodalEndpoint, false, MultimodalEndpoint)]
    [InlineData(MultimodalEndpoint, true, MultimodalEndpoint)]
    public void The_endpoint_depends_on_images(string baseUri, bool hasImage, string expected) =>
        Assert.Equal(expected, Protocol.GetEndpoint(new Uri(baseUri), new ChatRequest([hasImage ? WithImage : ChatMessage.User("Hi")]), default).AbsoluteUri);

    [Fact]
    public void What_the_format_has_no_place_for_is_refused() =>
        RequestBody.AssertRefuses(Protocol, new ChatRequest("Hi") { FrequencyPenalty = 0.5 }, "frequency penalty");

    private static void AssertBody(string expected, ChatRequest request) => RequestBody.AssertIs(expected, RequestBody.Write(Protocol, request));

    private static void AssertMessages(string expected, params ChatMessage[] messages) =>
        RequestBody.AssertIs(expected, RequestBody.Write(Protocol, new ChatRequest(messages)).GetProperty("input").GetProperty("messages"));
}
