using System.Linq;
using System.Net;
using System.Text;
using StreamPS.Protocols;
using Xunit;

namespace StreamPS.Tests.Protocols;

/// <summary>Ollama's lines as deltas, and its errors.</summary>
public sealed class OllamaDecoderTests
{
    private const string Call = """{"role":"assistant","content":"","tool_calls":[{"function":{"name":"f","arguments":{}}}]}""";

    private static FormatDecoding New => new(new OllamaDecoder());

    [Fact]
    public void The_sample_gives_thinking_text_call_and_end()
    {
        var decoding = New.AddFrames(OllamaSamples.Lines);
        var completion = decoding.Completion;

        Assert.Equal(("Hmm", "Hi"), (decoding.Reasoning, decoding.Content));
        Assert.Equal((null, "llama3.2"), (decoding.Id, decoding.Model));
        Assert.Equal("get_time({\"tz\":\"UTC\"})", Assert.Single(completion.ToolCalls).ToString());
        Assert.Equal("call_x", completion.ToolCalls[0].Id);
        Assert.Equal([ChatRole.Assistant, null, null, null], decoding.Deltas.Select(delta => delta.Role));
        Assert.Equal((ChatFinishReason.ToolCalls, "stop"), (completion.FinishReason, completion.FinishReasonText));
        Assert.Equal([null, null, null, "9 + 2 = 11"], decoding.Deltas.Select(delta => delta.Usage?.ToString()));
        Assert.Equal("9 + 2 = 11", completion.Usage?.ToString());
        Assert.Equal((null, null), (completion.Usage?.CachedTokens, completion.Usage?.ReasoningTokens));
        Assert.True(decoding.HasEnded);
    }

    [Fact]
    public void Lines_that_differ_in_time_and_text_are_read_whatever_the_text()
    {
        var decoding = New.AddFrames(
            OllamaSamples.Content("a", 1), OllamaSamples.Content("", 2), OllamaSamples.Content("你好🎉", 333), OllamaSamples.Content("\\\"\\n\\u00e9", 4), OllamaSamples.Content("\\ud83c", 5), OllamaSamples.Content("\\udf89", 6),
            OllamaSamples.Line("""{"role":"assistant","content":"","thinking":"t"}"""),
            OllamaSamples.Line("""{"role":"assistant","content":"","thinking":"u"}"""),
            OllamaSamples.Line("""{"role":"assistant","content":"c","thinking":"v"}"""),
            OllamaSamples.Done());

        Assert.Equal("a你好🎉\"\né🎉c", decoding.Text);
        Assert.Equal("t|u|v", decoding.Reasoning);
        Assert.Equal(Enumerable.Range(0, 9), decoding.Deltas.Select(delta => delta.Sequence));
    }

    [Theory]
    [InlineData(",\"done_reason\":\"stop\"", ChatFinishReason.Stop, "stop")]
    [InlineData(",\"done_reason\":\"length\"", ChatFinishReason.Length, "length")]
    [InlineData(",\"done_reason\":\"load\"", ChatFinishReason.Unknown, "load")]
    [InlineData(",\"done_reason\":\"unload\"", ChatFinishReason.Unknown, "unload")]
    [InlineData(",\"done_reason\":\"new\"", ChatFinishReason.Unknown, "new")]
    [InlineData(",\"done_reason\":\"\"", ChatFinishReason.Unknown, "")]
    [InlineData(",\"done_reason\":null", ChatFinishReason.Unknown, null)]
    [InlineData("", ChatFinishReason.Unknown, null)]
    public void The_last_line_has_the_finish_reason(string rest, ChatFinishReason expected, string? text)
    {
        var decoding = New.AddFrames(OllamaSamples.Done(rest));

        Assert.Equal((expected, text), (decoding.Deltas.Single().FinishReason, decoding.Deltas.Single().FinishReasonText));
        Assert.True(decoding.HasBegun);
        Assert.True(decoding.HasEnded);
    }

    [Theory]
    [InlineData("stop", ChatFinishReason.ToolCalls)]
    [InlineData("length", ChatFinishReason.Length)]
    public void Calls_override_a_stop_and_nothing_else(string reason, ChatFinishReason expected) =>
        Assert.Equal(expected, New.AddFrames(OllamaSamples.Line(Call), OllamaSamples.Done($",\"done_reason\":\"{reason}\"")).Completion.FinishReason);

    [Theory]
    [InlineData(",\"prompt_eval_count\":9,\"eval_count\":2", "9 + 2 = 11")]
    [InlineData(",\"eval_count\":2", "0 + 2 = 2")]
    [InlineData(",\"prompt_eval_count\":9", "9 + 0 = 9")]
    [InlineData(",\"prompt_eval_count\":\"9\",\"eval_count\":2.0", "9 + 2 = 11")]
    [InlineData(",\"prompt_eval_count\":null,\"eval_count\":{}", null)]
    [InlineData("", null)]
    public void Counts_that_are_missing_are_none(string rest, string? expected) =>
        Assert.Equal(expected, New.AddFrames(OllamaSamples.Done(rest)).Completion.Usage?.ToString());

    [Fact]
    public void Calls_come_whole_and_get_an_id()
    {
        var calls = New.AddFrames(
            OllamaSamples.Line("""{"content":"x","images":null,"tool_calls":[{"function":{"name":"f","arguments":{"a":{"b":1}}}},{"id":"","function":{"arguments":"{\"c\":2}","name":"g"}},{"id":7,"function":{"name":"h"}}]}"""),
            OllamaSamples.Line("""{"tool_calls":[{"function":{"name":"f","arguments":null}},null,7,{},{"function":null},{"function":{"name":""}}]}"""),
            OllamaSamples.Done()).Completion.ToolCalls;

        Assert.Equal(["f({\"a\":{\"b\":1}})", "g({\"c\":2})", "h({})", "f({})"], calls.Select(call => call.ToString()));
        Assert.Equal(["call_0", "call_1", "7", "call_3"], calls.Select(call => call.Id));
        Assert.Equal([0, 1, 2, 3], calls.Select(call => call.Index));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("")]
    [InlineData("""{"message":null,"done":false}""")]
    [InlineData("""{"message":{},"done":null}""")]
    [InlineData("""{"message":{"content":null,"thinking":7,"tool_calls":{}},"done":"true"}""")]
    [InlineData("""{"message":[],"error":null}""")]
    [InlineData("""{"something":{"done":true},"new":[1]}""")]
    public void Lines_that_bring_nothing_give_no_deltas(string line)
    {
        var decoding = New.AddFrames(line);

        Assert.Empty(decoding.Deltas);
        Assert.Null(decoding.Error);
        Assert.False(decoding.HasEnded);
    }

    [Fact]
    public void Two_documents_in_one_line_are_both_read_and_none_after_the_last()
    {
        var decoding = New.AddFrames(OllamaSamples.Content("a") + OllamaSamples.Content("b"), OllamaSamples.Done() + OllamaSamples.Content("late"));

        Assert.Equal("a|b", decoding.Content);
        Assert.True(decoding.HasEnded);
    }

    [Fact]
    public void A_reply_that_is_one_document_is_read()
    {
        var decoding = New.AddDocument("""{"model":"m","message":{"role":"assistant","content":"all"},"done":true,"done_reason":"stop","eval_count":1}""");

        Assert.Equal(("all", ChatFinishReason.Stop), (decoding.Completion.Text, decoding.Completion.FinishReason));
        Assert.True(decoding.HasEnded);
    }

    [Theory]
    [InlineData("""{"error":"llama runner process has terminated"}""", "llama runner process has terminated", null)]
    [InlineData("""{"error":{"message":"Boom","code":"x"},"done":true}""", "Boom", "x")]
    [InlineData("""[{"error":"Boom"}]""", "Boom", null)]
    [InlineData("""{"message":"Boom"}""", "Boom", null)]
    public void An_error_ends_the_stream_at_any_time(string line, string message, string? code)
    {
        foreach (bool isFirst in new[] { true, false })
        {
            var decoding = New;
            if (!isFirst)
                decoding.AddFrames(OllamaSamples.Content("so far"));
            decoding.AddFrames(line, OllamaSamples.Done());

            Assert.Equal((message, code, ChatErrorKind.ServiceError), (decoding.Error?.Message, decoding.Error?.Code, decoding.ErrorKind));
            Assert.Equal(isFirst ? "" : "so far", decoding.Content);
            Assert.False(decoding.HasEnded);
        }
    }

    [Theory]
    [InlineData(400, "model is required", ChatErrorKind.InvalidRequest)]
    [InlineData(400, "the request exceeds the available context size", ChatErrorKind.ContextLengthExceeded)]
    [InlineData(401, "unauthorized", ChatErrorKind.Unauthorized)]
    [InlineData(404, "model 'x' not found", ChatErrorKind.ModelNotFound)]
    [InlineData(429, "too many requests", ChatErrorKind.RateLimited)]
    [InlineData(500, "boom", ChatErrorKind.ServiceError)]
    [InlineData(503, "server busy, please try again.  maximum pending requests exceeded", ChatErrorKind.Overloaded)]
    public void An_error_answer_has_a_kind(int status, string message, ChatErrorKind kind)
    {
        var error = ServiceErrorReader.Read(Encoding.UTF8.GetBytes($$"""{"error":"{{message}}"}"""));

        Assert.Equal((message, kind), (error.Message, ServiceErrorKinds.Of((HttpStatusCode)status, error)));
    }
}
