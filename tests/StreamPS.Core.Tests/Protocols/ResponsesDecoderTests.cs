using System.Linq;
using StreamPS.Protocols;
using Xunit;

namespace StreamPS.Tests.Protocols;

/// <summary>The events of OpenAI's Responses as deltas.</summary>
public sealed class ResponsesDecoderTests
{
    private const string Call = """{"id":"fc_1","type":"function_call","call_id":"call_a","name":"f","arguments":""}""";
    private const string WholeCall = """{"id":"fc_1","type":"function_call","call_id":"call_a","name":"f","arguments":"{\"a\":1}"}""";

    private static FormatDecoding New => new(new ResponsesDecoder());

    [Fact]
    public void The_sample_gives_text_and_end()
    {
        var decoding = New.AddStream(ResponsesSamples.Stream(ResponsesSamples.Text));

        Assert.Equal("Hi", decoding.Content);
        Assert.Equal(("resp_1", "gpt-x"), (decoding.Id, decoding.Model));
        Assert.True(decoding.HasEnded);
        Assert.Equal([ChatRole.Assistant, null], decoding.Deltas.Select(delta => delta.Role));
        Assert.Equal([null, ChatFinishReason.Stop], decoding.Deltas.Select(delta => delta.FinishReason));
        Assert.Equal([null, "completed"], decoding.Deltas.Select(delta => delta.FinishReasonText));
        Assert.Equal([null, "8 + 2 = 10"], decoding.Deltas.Select(delta => delta.Usage?.ToString()));
        Assert.Equal("8 + 2 = 10", decoding.Completion.Usage?.ToString());
    }

    [Fact]
    public void Items_of_all_kinds_find_their_place_and_nothing_is_told_twice()
    {
        var decoding = New.AddStream(ResponsesSamples.Stream(ResponsesSamples.Everything));
        var completion = decoding.Completion;

        Assert.Equal(("resp_2", "gpt-y"), (decoding.Id, decoding.Model));
        Assert.Equal("Let me| see.|raw", decoding.Reasoning);
        Assert.Equal("你好|, \"Ann\"\n|🎉", decoding.Content);
        Assert.Equal("I can't.", completion.Refusal);
        Assert.Equal(["weather({\"city\":\"Rome\"})", "run(ls)"], completion.ToolCalls.Select(call => call.ToString()));
        Assert.Equal(["call_a", "call_b"], completion.ToolCalls.Select(call => call.Id));
        Assert.Equal(ChatFinishReason.ToolCalls, completion.FinishReason);
        Assert.Equal("completed", completion.FinishReasonText);
        Assert.Equal([0, 0, 1, 1, 0], decoding.Deltas.Select(delta => delta.ToolCall?.Index).OfType<int>());
        Assert.All(decoding.Deltas, delta => Assert.Equal(0, delta.Index));
        Assert.Equal(Enumerable.Range(0, decoding.Deltas.Count), decoding.Deltas.Select(delta => delta.Sequence));
        Assert.Single(decoding.Deltas, delta => delta.Role is not null);
        var usage = Assert.Single(decoding.Deltas, delta => delta.Usage is not null).Usage!;
        Assert.Equal((100, 30, 130, 40, 12), (usage.PromptTokens, usage.CompletionTokens, usage.TotalTokens, usage.CachedTokens, usage.ReasoningTokens));
        Assert.True(decoding.HasEnded);
    }

    [Fact]
    public void The_type_is_taken_from_the_event_only_where_the_json_has_none()
    {
        var decoding = New.AddStream(
            """
            event: response.output_text.delta
            data: {"output_index":0,"delta":"a"}

            event: response.refusal.delta
            data: {"type":"response.output_text.delta","output_index":0,"delta":"b"}

            event: response.reasoning_text.delta
            data: {"output_index":0,"delta":"c"}

            event: response.output_text.delta
            data: {"type":7,"output_index":0,"delta":"d"}

            event: response.completed
            data: {}


            """);

        Assert.Equal("a|b|d", decoding.Content);
        Assert.Equal("c", decoding.Reasoning);
        Assert.Equal(ChatFinishReason.Stop, decoding.Deltas[^1].FinishReason);
        Assert.True(decoding.HasEnded);
    }

    [Fact]
    public void A_done_marker_of_other_formats_is_no_end()
    {
        var decoding = New.AddFrames(ResponsesSamples.Delta("\"a\""), "[DONE]");

        Assert.Equal("a", decoding.Content);
        Assert.False(decoding.HasEnded);
    }

    [Fact]
    public void Two_documents_in_one_event_are_both_read()
    {
        var decoding = New.AddFrames(ResponsesSamples.Delta("\"a\"") + "\n " + ResponsesSamples.Completed, ResponsesSamples.Delta("\"late\""));

        Assert.Equal("a", decoding.Content);
        Assert.True(decoding.HasEnded);
    }

    [Theory]
    [InlineData("max_output_tokens", ChatFinishReason.Length)]
    [InlineData("content_filter", ChatFinishReason.ContentFilter)]
    [InlineData("max_messages", ChatFinishReason.Unknown)]
    [InlineData("steered", ChatFinishReason.Unknown)]
    public void An_incomplete_reply_ends_with_its_reason(string reason, ChatFinishReason expected)
    {
        var decoding = New.AddFrames($$$$"""{"type":"response.incomplete","response":{"incomplete_details":{"reason":"{{{{reason}}}}"},"usage":{"input_tokens":1,"output_tokens":2,"total_tokens":3}}}""");

        Assert.Equal((expected, reason, "1 + 2 = 3"), (decoding.Deltas[^1].FinishReason, decoding.Deltas[^1].FinishReasonText, decoding.Deltas[^1].Usage?.ToString()));
        Assert.True(decoding.HasEnded);
    }

    [Theory]
    [InlineData("""{"type":"response.incomplete","response":{"incomplete_details":null}}""")]
    [InlineData("""{"type":"response.incomplete","response":{"incomplete_details":{"reason":null}}}""")]
    [InlineData("""{"type":"response.incomplete","response":{"incomplete_details":"x","usage":[]}}""")]
    [InlineData("""{"type":"response.incomplete","response":7}""")]
    [InlineData("""{"type":"response.incomplete"}""")]
    public void An_incomplete_reply_ends_without_a_reason(string frame)
    {
        var decoding = New.AddFrames(frame);

        Assert.Equal((ChatFinishReason.Unknown, "incomplete"), (decoding.Deltas[^1].FinishReason, decoding.Deltas[^1].FinishReasonText));
        Assert.True(decoding.HasEnded);
    }

    [Fact]
    public void A_call_cut_by_the_limit_is_no_reason_to_call()
    {
        var decoding = New.AddFrames(
            ResponsesSamples.Item("added", Call),
            """{"type":"response.function_call_arguments.delta","output_index":0,"delta":"{\"a"}""",
            """{"type":"response.incomplete","response":{"incomplete_details":{"reason":"max_output_tokens"}}}""");

        Assert.Equal(ChatFinishReason.Length, decoding.Completion.FinishReason);
        Assert.Equal("{\"a", Assert.Single(decoding.Completion.ToolCalls).ArgumentsJson);
    }

    [Fact]
    public void What_comes_whole_counts_where_no_pieces_came()
    {
        var decoding = New.AddFrames(
            ResponsesSamples.Item("done", """{"type":"reasoning","summary":[{"text":"Hm"}],"content":[{"type":"reasoning_text","text":"m"}]}""", 0),
            ResponsesSamples.Item("done", """{"type":"message","content":[{"type":"output_text","text":"all"},{"type":"refusal","refusal":"no"},{"type":"output_text"},7]}""", 1),
            ResponsesSamples.Item("done", WholeCall, 2),
            ResponsesSamples.Item("done", """{"type":"image_generation_call","result":"iVBO","content":[{"text":"x"}]}""", 3),
            ResponsesSamples.Item("done", "null", 4),
            ResponsesSamples.Completed);
        var completion = decoding.Completion;

        Assert.Equal(("Hmm", "all", "no"), (completion.Reasoning, completion.Text, completion.Refusal));
        Assert.Equal("f({\"a\":1})", Assert.Single(completion.ToolCalls).ToString());
    }

    [Fact]
    public void The_output_at_the_end_counts_where_nothing_came_before()
    {
        var decoding = New.AddFrames($$$"""{"type":"response.completed","response":{"status":"completed","output":[{"type":"message","content":[{"text":"all"}]},{{{WholeCall}}}]}}""");

        Assert.Equal("all", decoding.Completion.Text);
        Assert.Equal("call_a", Assert.Single(decoding.Completion.ToolCalls).Id);
        Assert.Equal(ChatFinishReason.ToolCalls, decoding.Completion.FinishReason);
    }

    [Fact]
    public void Arguments_may_come_with_the_beginning_with_the_end_or_in_pieces()
    {
        string early = WholeCall.Replace("call_a", "call_b", System.StringComparison.Ordinal);
        var completion = New.AddFrames(
            ResponsesSamples.Item("added", Call, 0),
            ResponsesSamples.Item("added", early, 1),
            ResponsesSamples.Item("added", """{"type":"function_call","call_id":"call_c","name":"g","arguments":{"b":[2]}}""", 2),
            """{"type":"response.function_call_arguments.delta","output_index":2,"delta":""}""",
            """{"type":"response.function_call_arguments.delta","output_index":2,"delta":"{}"}""",
            ResponsesSamples.Item("done", WholeCall, 0),
            ResponsesSamples.Item("done", WholeCall, 0),
            ResponsesSamples.Completed).Completion;

        Assert.Equal(["f({\"a\":1})", "f({\"a\":1})", "g({})"], completion.ToolCalls.Select(call => call.ToString()));
        Assert.Equal(["call_a", "call_b", "call_c"], completion.ToolCalls.Select(call => call.Id));
    }

    [Fact]
    public void Calls_without_a_position_follow_each_other()
    {
        var completion = New.AddFrames(
            ResponsesSamples.Item("added", Call, position: null),
            """{"type":"response.function_call_arguments.delta","delta":"{\"a\":"}""",
            """{"type":"response.function_call_arguments.delta","delta":"1}"}""",
            ResponsesSamples.Item("done", WholeCall, position: null),
            ResponsesSamples.Item("added", """{"type":"function_call","call_id":"call_b","name":"g"}""", position: null),
            """{"type":"response.function_call_arguments.delta","delta":"{}"}""",
            ResponsesSamples.Completed).Completion;

        Assert.Equal(["f({\"a\":1})", "g({})"], completion.ToolCalls.Select(call => call.ToString()));
        Assert.Equal(["call_a", "call_b"], completion.ToolCalls.Select(call => call.Id));
    }

    [Fact]
    public void A_call_whose_beginning_is_missing_gets_its_name_at_its_end()
    {
        var decoding = New.AddFrames(
            """{"type":"response.function_call_arguments.delta","output_index":5,"delta":"{\"a\":1}"}""",
            ResponsesSamples.Item("done", WholeCall, 5),
            ResponsesSamples.Completed);

        var call = Assert.Single(decoding.Completion.ToolCalls);
        Assert.Equal(("call_a", "f", "{\"a\":1}"), (call.Id, call.Name, call.ArgumentsJson));
    }

    [Fact]
    public void A_missing_call_id_is_made()
    {
        var decoding = New.AddFrames(
            ResponsesSamples.Item("added", """{"type":"function_call","id":"fc_9","name":"f"}""", 0),
            ResponsesSamples.Item("added", """{"type":"function_call","name":"g"}""", 1));

        Assert.Equal(["fc_9", "call_1"], decoding.Deltas.Select(delta => delta.ToolCall?.Id));
    }

    [Theory]
    [InlineData("""{"type":"response.output_text.delta"}""")]
    [InlineData("""{"type":"response.output_text.delta","delta":null}""")]
    [InlineData("""{"type":"response.output_text.delta","delta":""}""")]
    [InlineData("""{"type":"response.output_text.delta","delta":{"text":"x"}}""")]
    [InlineData("""{"type":"response.function_call_arguments.delta","output_index":0}""")]
    [InlineData("""{"type":"response.output_item.added"}""")]
    [InlineData("""{"type":"response.output_item.done","item":[]}""")]
    [InlineData("""{"type":"response.created","response":null}""")]
    [InlineData("""{"type":"response.new.delta","delta":"x"}""")]
    [InlineData("""{"type":"new","delta":"x"}""")]
    [InlineData("""{"type":"","delta":"x"}""")]
    [InlineData("""{"error":null,"type":"response.in_progress"}""")]
    [InlineData("{}")]
    [InlineData("")]
    public void Frames_that_bring_nothing_give_no_deltas(string frame)
    {
        var decoding = New.AddFrames(frame);

        Assert.Empty(decoding.Deltas);
        Assert.Null(decoding.Error);
        Assert.False(decoding.HasEnded);
    }

    [Fact]
    public void Half_a_character_waits_for_its_other_half()
    {
        var decoding = New.AddFrames(ResponsesSamples.Delta("\"\\ud83c\""), ResponsesSamples.Delta("\"\\udf89\""));

        Assert.Equal("🎉", decoding.Text);
    }

    [Fact]
    public void A_reply_that_is_one_document_is_read()
    {
        var decoding = New.AddDocument(
            """
            {"id":"resp_1","object":"response","status":"completed","model":"gpt-x","error":null,"incomplete_details":null,
             "output":[{"type":"reasoning","summary":[{"type":"summary_text","text":"Hm"}]},
                       {"type":"message","content":[{"type":"output_text","text":"all of it"}]},
                       {"type":"function_call","call_id":"c","name":"f","arguments":"{}"}],
             "usage":{"input_tokens":"1","output_tokens":2,"total_tokens":3}}
            """);

        Assert.Equal(("Hm", "all of it", "f({})"), (decoding.Completion.Reasoning, decoding.Completion.Text, decoding.Completion.ToolCalls.Single().ToString()));
        Assert.Equal(("resp_1", "gpt-x", "1 + 2 = 3"), (decoding.Id, decoding.Model, decoding.Completion.Usage?.ToString()));
        Assert.Equal(ChatFinishReason.ToolCalls, decoding.Completion.FinishReason);
        Assert.True(decoding.HasEnded);
    }

    [Theory]
    [InlineData("""{"status":"incomplete","output":[],"incomplete_details":{"reason":"max_output_tokens"}}""", ChatFinishReason.Length, "max_output_tokens")]
    [InlineData("""{"status":"cancelled","output":[]}""", ChatFinishReason.Unknown, "cancelled")]
    [InlineData("""{"output":[{"type":"message","content":[{"text":"a"}]}]}""", ChatFinishReason.Stop, "completed")]
    public void A_document_has_its_finish_reason(string document, ChatFinishReason expected, string text)
    {
        var decoding = New.AddDocument(document);

        Assert.Equal((expected, text), (decoding.Deltas[^1].FinishReason, decoding.Deltas[^1].FinishReasonText));
        Assert.True(decoding.HasEnded);
    }

    [Theory]
    [InlineData("""{"status":"queued","output":[]}""")]
    [InlineData("""{"status":"in_progress","output":[{"type":"message","content":[{"text":"a"}]}]}""")]
    [InlineData("""{"hello":"world"}""")]
    public void A_document_that_is_no_reply_yet_doesnt_end(string document)
    {
        var decoding = New.AddDocument(document);

        Assert.False(decoding.HasEnded);
        Assert.Null(decoding.Error);
    }
}
