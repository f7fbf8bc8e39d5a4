using System;
using System.Collections.Generic;
using StreamPS.Protocols;
using Xunit;

namespace StreamPS.Tests.Protocols;

/// <summary>Requests in Anthropic's format.</summary>
public sealed class AnthropicRequestTests
{
    private static readonly AnthropicProtocol Protocol = new();
    private static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G'];

    [Fact]
    public void The_least_request_has_a_token_limit_since_the_format_requires_one() => AssertBody(
        """{"model":"m","max_tokens":4096,"messages":[{"role":"user","content":"Hi"}],"stream":true}""",
        new ChatRequest("Hi"));

    [Fact]
    public void Options_have_their_fields() => AssertBody(
        """{"model":"claude-x","max_tokens":7,"messages":[{"role":"user","content":"Hi"}],"stream":true,"temperature":0.1,"top_p":0.9,"stop_sequences":["END","\n"]}""",
        new ChatRequest("Hi") { Model = "claude-x", MaxTokens = 7, Temperature = 0.1, TopP = 0.9, Stop = ["END", "\n"], Count = 1 });

    [Fact]
    public void Extra_fields_replace_those_of_their_name() => AssertBody(
        """{"model":"m","max_tokens":9,"system":[{"type":"text","text":"S"}],"messages":[{"role":"user","content":"Hi"}],"stream":true,"thinking":{"type":"enabled","budget_tokens":1024},"top_k":5}""",
        new ChatRequest([ChatMessage.System("left out"), ChatMessage.User("Hi")])
        {
            MaxTokens = 7,
            ExtraBody = new Dictionary<string, object?>
            {
                ["max_tokens"] = 9,
                ["system"] = new[] { new Dictionary<string, object?> { ["type"] = "text", ["text"] = "S" } },
                ["thinking"] = new Dictionary<string, object?> { ["type"] = "enabled", ["budget_tokens"] = 1024 },
                ["top_k"] = 5,
            },
        });

    [Fact]
    public void Instructions_are_joined_at_the_top_level() => AssertBody(
        """{"model":"m","max_tokens":4096,"system":"Be short.\n\nBe kind.","messages":[{"role":"user","content":"Hi"}],"stream":true}""",
        new ChatRequest([ChatMessage.System("Be short."), ChatMessage.User("Hi"), new ChatMessage(ChatRole.Developer, "Be kind."), ChatMessage.System(" ")]));

    [Fact]
    public void Messages_of_one_role_in_a_row_become_one() => AssertMessages(
        """
        [{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},{"role":"assistant","content":"c"},{"role":"user","content":"d"}]
        """,
        ChatMessage.User("a"),
        ChatMessage.System("between"),
        ChatMessage.User("b"),
        ChatMessage.Assistant("c"),
        ChatMessage.Assistant(""),
        ChatMessage.User("d"));

    [Fact]
    public void Tool_calls_and_their_results_are_blocks() => AssertMessages(
        """
        [{"role":"user","content":"Weather?"},
         {"role":"assistant","content":[{"type":"text","text":"I look."},{"type":"tool_use","id":"t1","name":"weather","input":{"city":"Rome"}},{"type":"tool_use","id":"t2","name":"now","input":{}}]},
         {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"sunny"},{"type":"tool_result","tool_use_id":"t2","content":""},{"type":"text","text":"And?"}]}]
        """,
        ChatMessage.User("Weather?"),
        new ChatMessage(ChatRole.Assistant, "I look.") { ToolCalls = [new ToolCall(0, "t1", "weather", "{\"city\": \"Rome\"}"), new ToolCall(1, "t2", "now", "")] },
        new ChatMessage(ChatRole.Tool, "sunny") { ToolCallId = "t1", Name = "weather" },
        new ChatMessage(ChatRole.Tool, "") { ToolCallId = "t2" },
        ChatMessage.User("And?"));

    [Fact]
    public void Signed_thinking_goes_back_before_the_calls_it_led_to() => AssertMessages(
        """
        [{"role":"assistant","content":[
            {"type":"thinking","thinking":"Let me see.","signature":"EqQB"},{"type":"redacted_thinking","data":"EmwK"},
            {"type":"text","text":"你好, \"Ann\"\n🎉"},
            {"type":"tool_use","id":"toolu_1","name":"weather","input":{"city":"Rome"}},{"type":"tool_use","id":"toolu_2","name":"now","input":{}}]},
         {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"sunny"}]}]
        """,
        new FormatDecoding(new AnthropicDecoder()).AddStream(AnthropicSamples.Everything).Completion.ToMessage(),
        new ChatMessage(ChatRole.Tool, "sunny") { ToolCallId = "toolu_1" });

    [Fact]
    public void Signed_thinking_goes_with_a_text_alone_but_not_by_itself() => AssertMessages(
        """[{"role":"assistant","content":[{"type":"thinking","thinking":"","signature":"s"},{"type":"text","text":"b"}]},{"role":"user","content":"c"}]""",
        new ChatMessage(ChatRole.Assistant, "b") { SignedReasoning = [new SignedReasoning("", "s")] },
        new ChatMessage(ChatRole.Assistant, "") { SignedReasoning = [new SignedReasoning("x", "y")] },
        ChatMessage.User("c"));

    [Theory]
    [InlineData("{\"city\":", "{\"arguments\":\"{\\\"city\\\":\"}")]
    [InlineData("[1]", "{\"arguments\":\"[1]\"}")]
    [InlineData(" ", "{}")]
    [InlineData("{\"a\":1.50}", "{\"a\":1.50}")]
    public void Arguments_that_are_no_object_go_back_as_the_model_wrote_them(string arguments, string input) => AssertMessages(
        $$$"""[{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"f","input":{{{input}}}}]}]""",
        new ChatMessage(ChatRole.Assistant, "") { ToolCalls = [new ToolCall(0, "t", "f", arguments)] });

    [Fact]
    public void Images_are_blocks_also_in_results() => AssertMessages(
        """
        [{"role":"user","content":[{"type":"text","text":"What?"},{"type":"image","source":{"type":"url","url":"https://example.com/a%20b.png"}},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw=="}},
         {"type":"tool_result","tool_use_id":"t","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw=="}}]}]}]
        """,
        new ChatMessage(ChatRole.User, "What?") { Images = [ChatImage.FromUri(new Uri("https://example.com/a b.png")), ChatImage.FromBytes(Png)] },
        new ChatMessage(ChatRole.Tool, "") { ToolCallId = "t", Images = [ChatImage.FromBytes(Png)] });

    [Fact]
    public void What_the_format_has_no_place_for_is_refused()
    {
        RequestBody.AssertRefuses(Protocol, new ChatRequest("Hi") { Count = 2 }, "several replies");
        RequestBody.AssertRefuses(Protocol, new ChatRequest("Hi") { Seed = 1 }, "seed");
        RequestBody.AssertRefuses(Protocol, new ChatRequest("Hi") { PresencePenalty = 0.5 }, "presence penalty");
        RequestBody.AssertRefuses(Protocol, new ChatRequest("Hi") { FrequencyPenalty = 0.5 }, "frequency penalty");
        RequestBody.AssertRefuses(Protocol, new ChatRequest([new ChatMessage(ChatRole.User, "Hi") { Name = "Ann" }]), "names");
        RequestBody.AssertRefuses(Protocol, new ChatRequest([new ChatMessage(ChatRole.System, "Hi") { Images = [ChatImage.FromBytes(Png)] }]), "images in system messages");
    }

    [Theory]
    [InlineData("https://api.anthropic.com/v1", "https://api.anthropic.com/v1/messages")]
    [InlineData("https://ai.megallm.io/v1/", "https://ai.megallm.io/v1/messages")]
    [InlineData("https://ai.megallm.io/v1/messages", "https://ai.megallm.io/v1/messages")]
    public void The_endpoint_is_behind_the_base(string baseUri, string expected) =>
        Assert.Equal(expected, Protocol.GetEndpoint(new Uri(baseUri), new ChatRequest("Hi"), default).AbsoluteUri);

    private static void AssertBody(string expected, ChatRequest request) => RequestBody.AssertIs(expected, RequestBody.Write(Protocol, request));

    private static void AssertMessages(string expected, params ChatMessage[] messages) =>
        RequestBody.AssertIs(expected, RequestBody.Write(Protocol, new ChatRequest(messages)).GetProperty("messages"));
}
