using System;
using System.Collections;
using System.Collections.Generic;
using StreamPS.Protocols;
using Xunit;

namespace StreamPS.Tests.Protocols;

/// <summary>Requests in Ollama's format.</summary>
public sealed class OllamaRequestTests
{
    private static readonly OllamaProtocol Protocol = new();
    private static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G'];

    [Fact]
    public void The_least_request_has_little() => AssertBody("""{"model":"m","messages":[{"role":"user","content":"Hi"}],"stream":true}""", new ChatRequest("Hi"));

    [Fact]
    public void Options_have_their_fields() => AssertBody(
        """{"model":"llama3.2","messages":[{"role":"user","content":"Hi"}],"stream":true,"options":{"temperature":0.1,"top_p":0.9,"num_predict":7,"seed":5,"presence_penalty":0,"frequency_penalty":0.5,"stop":["END","\n"]}}""",
        new ChatRequest("Hi") { Model = "llama3.2", Temperature = 0.1, TopP = 0.9, MaxTokens = 7, Seed = 5, PresencePenalty = 0, FrequencyPenalty = 0.5, Stop = ["END", "\n"], Count = 1 });

    [Fact]
    public void Extra_fields_replace_and_extra_options_merge() => AssertBody(
        """{"model":"m","messages":[{"role":"user","content":"Hi"}],"stream":false,"options":{"temperature":0.1,"top_p":0.5,"num_ctx":8192},"think":"high","keep_alive":"5m"}""",
        new ChatRequest("Hi")
        {
            Temperature = 0.1,
            TopP = 0.9,
            ExtraBody = new Dictionary<string, object?> { ["options"] = new Hashtable { ["num_ctx"] = 8192, ["top_p"] = 0.5 }, ["stream"] = false, ["think"] = "high", ["keep_alive"] = "5m" },
        });

    [Fact]
    public void Extra_options_that_cant_be_merged_replace_the_others() => AssertBody(
        """{"model":"m","messages":[{"role":"user","content":"Hi"}],"stream":true,"options":[]}""",
        new ChatRequest("Hi") { Temperature = 1, ExtraBody = new Dictionary<string, object?> { ["options"] = Array.Empty<object>() } });

    [Fact]
    public void Instructions_stay_where_they_are() => AssertBody(
        """{"model":"m","messages":[{"role":"system","content":"One."},{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"},{"role":"system","content":"Two."},{"role":"user","content":"你好"}],"stream":true}""",
        new ChatRequest([ChatMessage.System("One."), ChatMessage.User("Hi"), ChatMessage.Assistant("Hello"), new ChatMessage(ChatRole.Developer, "Two."), ChatMessage.User("你好")]));

    [Fact]
    public void Images_are_sent_themselves() => AssertBody(
        """{"model":"m","messages":[{"role":"user","content":"What?","images":["iVBORw==","iVBORw=="]}],"stream":true}""",
        new ChatRequest([new ChatMessage(ChatRole.User, "What?") { Images = [ChatImage.FromBytes(Png), ChatImage.FromBytes(Png)] }]));

    [Fact]
    public void Results_name_their_function() => AssertBody(
        """
        {"model":"m","messages":[
            {"role":"user","content":"Time?"},
            {"role":"assistant","content":"","tool_calls":[{"function":{"name":"get_time","arguments":{"tz":"UTC"}}},{"function":{"name":"now","arguments":{}}}]},
            {"role":"tool","content":"12:00","tool_name":"get_time"},
            {"role":"tool","content":"now","tool_name":"now"},
            {"role":"tool","content":"?"}],"stream":true}
        """,
        new ChatRequest([
            ChatMessage.User("Time?"),
            new ChatMessage(ChatRole.Assistant, "") { ToolCalls = [new ToolCall(0, "call_0", "get_time", "{\"tz\":\"UTC\"}"), new ToolCall(1, "call_1", "now", "")] },
            new ChatMessage(ChatRole.Tool, "12:00") { ToolCallId = "call_0" },
            new ChatMessage(ChatRole.Tool, "now") { ToolCallId = "call_1" },
            new ChatMessage(ChatRole.Tool, "?") { ToolCallId = "call_2" }]));

    [Fact]
    public void What_the_format_has_no_place_for_is_refused()
    {
        RequestBody.AssertRefuses(Protocol, new ChatRequest("Hi") { Count = 2 }, "several replies");
        RequestBody.AssertRefuses(Protocol, new ChatRequest([new ChatMessage(ChatRole.User, "Hi") { Name = "Ann" }]), "names of participants");
        RequestBody.AssertRefuses(Protocol, new ChatRequest([new ChatMessage(ChatRole.User, "Hi") { Images = [ChatImage.FromUri(new Uri("https://example.com/a.png"))] }]), "an image's address");
    }

    [Theory]
    [InlineData("http://localhost:11434", "http://localhost:11434/api/chat")]
    [InlineData("http://localhost:11434/", "http://localhost:11434/api/chat")]
    [InlineData("https://example.com/ollama/api/chat", "https://example.com/ollama/api/chat")]
    public void The_endpoint_follows_from_the_base(string baseUri, string expected) =>
        Assert.Equal(expected, Protocol.GetEndpoint(new Uri(baseUri), new ChatRequest("Hi"), default).AbsoluteUri);

    private static void AssertBody(string expected, ChatRequest request) => RequestBody.AssertIs(expected, RequestBody.Write(Protocol, request));
}
