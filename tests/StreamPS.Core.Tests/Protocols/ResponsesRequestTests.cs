using System;
using System.Collections.Generic;
using StreamPS.Protocols;
using Xunit;

namespace StreamPS.Tests.Protocols;

/// <summary>Requests in the format of OpenAI's Responses.</summary>
public sealed class ResponsesRequestTests
{
    private static readonly OpenAIResponsesProtocol Protocol = new();
    private static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G'];

    public static TheoryData<string> Refused => [.. RefusedRequests.Keys];

    private static Dictionary<string, ChatRequest> RefusedRequests { get; } = new()
    {
        ["several replies"] = new("Hi") { Count = 2 },
        ["stop sequences"] = new("Hi") { Stop = ["END"] },
        ["seed"] = new("Hi") { Seed = 0 },
        ["presence penalty"] = new("Hi") { PresencePenalty = 0 },
        ["frequency penalty"] = new("Hi") { FrequencyPenalty = 0.5 },
        ["names of participants"] = new([new ChatMessage(ChatRole.User, "Hi") { Name = "Ann" }]),
        ["images in system and assistant messages"] = new([new ChatMessage(ChatRole.Assistant, "Hi") { Images = [ChatImage.FromBytes(Png)] }]),
    };

    [Fact]
    public void The_least_request_has_little() => AssertBody(
        """{"model":"m","input":[{"role":"user","content":"Hi"}],"stream":true}""",
        new ChatRequest("Hi"));

    [Fact]
    public void Options_have_their_fields() => AssertBody(
        """{"model":"gpt-x","input":[{"role":"user","content":"Hi"}],"stream":true,"temperature":0.1,"top_p":0.9,"max_output_tokens":7}""",
        new ChatRequest("Hi") { Model = "gpt-x", MaxTokens = 7, Temperature = 0.1, TopP = 0.9, Count = 1 });

    [Fact]
    public void Extra_fields_replace_those_of_their_name() => AssertBody(
        """{"model":"m","input":"Hello","stream":true,"max_output_tokens":9,"store":false,"reasoning":{"effort":"low"}}""",
        new ChatRequest("Hi")
        {
            MaxTokens = 7,
            ExtraBody = new Dictionary<string, object?> { ["input"] = "Hello", ["max_output_tokens"] = 9, ["store"] = false, ["reasoning"] = new Dictionary<string, object?> { ["effort"] = "low" } },
        });

    [Fact]
    public void Instructions_stand_at_the_top_with_a_blank_line_between() => AssertBody(
        """{"model":"m","instructions":"One.\n\nTwo.","input":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"},{"role":"user","content":"你好"}],"stream":true}""",
        new ChatRequest([ChatMessage.System("One."), ChatMessage.User("Hi"), ChatMessage.Assistant("Hello"), new ChatMessage(ChatRole.Developer, "Two."), ChatMessage.System(" "), ChatMessage.User("你好")]));

    [Fact]
    public void Images_are_parts() => AssertBody(
        """
        {"model":"m","input":[{"role":"user","content":[{"type":"input_text","text":"What?"},{"type":"input_image","image_url":"data:image/png;base64,iVBORw=="},{"type":"input_image","image_url":"https://example.com/a.png"}]},
                              {"role":"user","content":[{"type":"input_image","image_url":"https://example.com/a.png"}]}],"stream":true}
        """,
        new ChatRequest([
            new ChatMessage(ChatRole.User, "What?") { Images = [ChatImage.FromBytes(Png), ChatImage.FromUri(new Uri("https://example.com/a.png"))] },
            new ChatMessage(ChatRole.User, "") { Images = [ChatImage.FromUri(new Uri("https://example.com/a.png"))] }]));

    [Fact]
    public void Calls_and_results_are_items() => AssertBody(
        """
        {"model":"m","input":[
            {"role":"user","content":"Time?"},
            {"role":"assistant","content":"Let me see."},
            {"type":"function_call","call_id":"call_1","name":"get_time","arguments":"{\"tz\":\"UTC\"}"},
            {"type":"function_call","call_id":"call_2","name":"now","arguments":"{}"},
            {"type":"function_call_output","call_id":"call_1","output":"12:00"},
            {"type":"function_call_output","call_id":"call_2","output":""},
            {"type":"function_call","call_id":"call_3","name":"shot","arguments":"{}"},
            {"type":"function_call_output","call_id":"call_3","output":[{"type":"input_text","text":"Here"},{"type":"input_image","image_url":"data:image/png;base64,iVBORw=="}]}],"stream":true}
        """,
        new ChatRequest([
            ChatMessage.User("Time?"),
            new ChatMessage(ChatRole.Assistant, "Let me see.") { ToolCalls = [new ToolCall(0, "call_1", "get_time", "{\"tz\":\"UTC\"}"), new ToolCall(1, "call_2", "now", "")] },
            new ChatMessage(ChatRole.Tool, "12:00") { ToolCallId = "call_1", Name = "get_time" },
            new ChatMessage(ChatRole.Tool, "") { ToolCallId = "call_2" },
            new ChatMessage(ChatRole.Assistant, "") { ToolCalls = [new ToolCall(0, "call_3", "shot", "{}")] },
            new ChatMessage(ChatRole.Tool, "Here") { ToolCallId = "call_3", Images = [ChatImage.FromBytes(Png)] }]));

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_the_format_has_no_place_for_is_refused(string word) => RequestBody.AssertRefuses(Protocol, RefusedRequests[word], word);

    [Theory]
    [InlineData("https://api.openai.com/v1", "https://api.openai.com/v1/responses")]
    [InlineData("https://api.openai.com/v1/", "https://api.openai.com/v1/responses")]
    [InlineData("https://api.openai.com/v1/responses", "https://api.openai.com/v1/responses")]
    [InlineData("https://x.openai.azure.com/openai/v1?api-version=preview", "https://x.openai.azure.com/openai/v1/responses?api-version=preview")]
    public void The_endpoint_follows_from_the_base(string baseUri, string expected) =>
        Assert.Equal(expected, Protocol.GetEndpoint(new Uri(baseUri), new ChatRequest("Hi"), default).AbsoluteUri);

    private static void AssertBody(string expected, ChatRequest request) => RequestBody.AssertIs(expected, RequestBody.Write(Protocol, request));
}
