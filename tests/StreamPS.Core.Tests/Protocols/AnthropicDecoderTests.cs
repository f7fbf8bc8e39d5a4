using System.Linq;
using System.Text.Json;
using StreamPS.Protocols;
using Xunit;

namespace StreamPS.Tests.Protocols;

/// <summary>Anthropic's events as deltas.</summary>
public sealed class AnthropicDecoderTests
{
    private const string Start = """{"type":"message_start","message":{"id":"msg_1","role":"assistant","model":"m","content":[],"usage":{"input_tokens":3,"output_tokens":1}}}""";
    private const string Stop = """{"type":"message_stop"}""";

    public static TheoryData<string> Samples => [AnthropicSamples.Text, AnthropicSamples.Everything];

    private static FormatDecoding New => new(new AnthropicDecoder());

    [Fact]
    public void The_sample_gives_text_end_and_usage()
    {
        var decoding = New.AddStream(AnthropicSamples.Text);

        Assert.Equal("Hi", decoding.Content);
        Assert.Equal(("msg_1", "claude-x"), (decoding.Id, decoding.Model));
        Assert.True(decoding.HasEnded);
        Assert.Equal([ChatRole.Assistant, null, null], decoding.Deltas.Select(delta => delta.Role));
        Assert.Equal([null, ChatFinishReason.Stop, null], decoding.Deltas.Select(delta => delta.FinishReason));
        Assert.Equal([null, "end_turn", null], decoding.Deltas.Select(delta => delta.FinishReasonText));
        Assert.Equal([null, null, "12 + 5 = 17"], decoding.Deltas.Select(delta => delta.Usage?.ToString()));
        Assert.Equal("12 + 5 = 17", decoding.Completion.Usage?.ToString());
        Assert.Equal(ChatFinishReason.Stop, decoding.Completion.FinishReason);
    }

    [Fact]
    public void Blocks_of_all_kinds_find_their_place()
    {
        var decoding = New.AddStream(AnthropicSamples.Everything);
        var completion = decoding.Completion;

        Assert.Equal("Let me| see.", decoding.Reasoning);
        Assert.Equal("你好|, \"Ann\"\n|🎉", decoding.Content);
        Assert.Equal(["weather({\"city\": \"Rome\"})", "now({})"], completion.ToolCalls.Select(call => call.ToString()));
        Assert.Equal(["toolu_1", "toolu_2"], completion.ToolCalls.Select(call => call.Id));
        Assert.Equal([("Let me see.", "EqQB"), ("", "redacted:EmwK")], completion.SignedReasoning.Select(piece => (piece.Text, piece.Signature)));
        Assert.Equal(ChatFinishReason.ToolCalls, completion.FinishReason);
        Assert.All(decoding.Deltas, delta => Assert.Equal(0, delta.Index));
        Assert.Equal(Enumerable.Range(0, decoding.Deltas.Count), decoding.Deltas.Select(delta => delta.Sequence));
        Assert.Single(decoding.Deltas, delta => delta.Role is not null);
        var usage = Assert.Single(decoding.Deltas, delta => delta.Usage is not null).Usage!;
        Assert.Equal((127, 89, 216, 100, 30), (usage.PromptTokens, usage.CompletionTokens, usage.TotalTokens, usage.CachedTokens, usage.ReasoningTokens));
        Assert.True(decoding.HasEnded);
    }

    [Fact]
    public void Each_block_of_thinking_has_its_signature()
    {
        string Begin(int block) => $$$"""{"type":"content_block_start","index":{{{block}}},"content_block":{"type":"thinking","thinking":"","signature":""}}""";
        string Think(int block, string text) => $$$"""{"type":"content_block_delta","index":{{{block}}},"delta":{"type":"thinking_delta","thinking":"{{{text}}}"}}""";
        string Sign(int block, string signature) => $$$"""{"type":"content_block_delta","index":{{{block}}},"delta":{"type":"signature_delta","signature":"{{{signature}}}"}}""";
        var decoding = New.AddFrames(Start, Begin(0), Think(0, "a"), Think(0, "b"), Sign(0, "s0"), Begin(1), Sign(1, "s1"), Begin(2), Think(2, "c"), Sign(2, "s2"), Begin(3), Think(3, "d"), Sign(3, ""), Stop);

        Assert.Equal("a|b|c|d", decoding.Reasoning);
        Assert.Equal([null, null, "s0", "s1", null, "s2", null, null], decoding.Deltas.Select(delta => delta.ReasoningSignature));
        Assert.Equal([("ab", "s0"), ("", "s1"), ("c", "s2")], decoding.Completion.SignedReasoning.Select(piece => (piece.Text, piece.Signature)));
    }

    [Fact]
    public void A_signature_beside_a_piece_of_thinking_is_not_lost()
    {
        const string Piece = """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"TEXT","signature":"SIGN"}}""";
        var decoding = New.AddFrames(Start, Piece.Replace("TEXT", "a", System.StringComparison.Ordinal), Piece.Replace("TEXT", "b", System.StringComparison.Ordinal), Stop);

        Assert.Equal([("a", "SIGN"), ("b", "SIGN")], decoding.Completion.SignedReasoning.Select(piece => (piece.Text, piece.Signature)));
    }

    [Fact]
    public void A_message_that_comes_whole_has_its_signatures()
    {
        var reply = New.AddDocument("""{"type":"message","role":"assistant","content":[{"type":"thinking","thinking":"a","signature":"s"},{"type":"redacted_thinking","data":"d"},{"type":"text","text":"b"}],"stop_reason":"end_turn"}""").Completion;

        Assert.Equal(("a", "b"), (reply.Reasoning, reply.Text));
        Assert.Equal([("a", "s"), ("", "redacted:d")], reply.SignedReasoning.Select(piece => (piece.Text, piece.Signature)));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Without_message_stop_a_reply_is_not_whole(string sample)
    {
        var decoding = New.AddStream(sample[..sample.LastIndexOf("event: message_stop", System.StringComparison.Ordinal)] + "data: [DONE]\n\n");

        Assert.False(decoding.HasEnded);
        Assert.True(decoding.HasBegun);
        Assert.NotNull(decoding.Completion.FinishReason);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_sample_without_event_lines_or_without_types_is_the_same(string sample)
    {
        string expected = New.AddStream(sample).Description;
        string withoutNames = string.Concat(sample.Split('\n').Where(line => !line.StartsWith("event:", System.StringComparison.Ordinal)).Select(line => line + "\n"));
        string withoutTypes = string.Concat(sample.Split('\n').Select(line => System.Text.RegularExpressions.Regex.Replace(line, "^data: {\"type\":\"[a-z_]+\",?", "data: {") + "\n"));

        Assert.Equal(expected, New.AddStream(withoutNames).Description);
        Assert.Equal(expected, New.AddStream(withoutTypes).Description);
    }

    [Theory]
    [InlineData("end_turn", ChatFinishReason.Stop)]
    [InlineData("stop_sequence", ChatFinishReason.Stop)]
    [InlineData("max_tokens", ChatFinishReason.Length)]
    [InlineData("model_context_window_exceeded", ChatFinishReason.Length)]
    [InlineData("tool_use", ChatFinishReason.ToolCalls)]
    [InlineData("refusal", ChatFinishReason.ContentFilter)]
    [InlineData("pause_turn", ChatFinishReason.Unknown)]
    [InlineData("compaction", ChatFinishReason.Unknown)]
    public void A_stop_reason_is_mapped_and_kept_as_text(string reason, ChatFinishReason expected)
    {
        var decoding = New.AddFrames(Start, $$$"""{"type":"message_delta","delta":{"stop_reason":"{{{reason}}}"},"usage":{"output_tokens":5}}""", Stop);

        Assert.Equal(expected, decoding.Completion.FinishReason);
        Assert.Equal(reason, decoding.Completion.FinishReasonText);
        Assert.True(decoding.HasEnded);
    }

    [Fact]
    public void A_refusal_without_blocks_is_a_whole_reply_and_says_why()
    {
        var decoding = New.AddFrames(
            Start,
            """{"type":"ping"}""",
            """{"type":"message_delta","delta":{"stop_reason":"refusal","stop_details":{"type":"refusal","category":"cyber","explanation":"I can't help."}},"usage":{"output_tokens":0}}""",
            Stop);

        Assert.Equal("I can't help.", decoding.Completion.Refusal);
        Assert.Equal(ChatFinishReason.ContentFilter, decoding.Completion.FinishReason);
        Assert.Equal(ChatRole.Assistant, decoding.Deltas[0].Role);
        Assert.True(decoding.HasEnded);
    }

    [Fact]
    public void Running_totals_give_one_usage()
    {
        var decoding = New.AddFrames(
            Start,
            """{"type":"message_delta","delta":{"stop_reason":null},"usage":{"output_tokens":5}}""",
            """{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":"9","input_tokens":null,"server_tool_use":{"web_search_requests":1}}}""",
            """{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":11}}""",
            Stop);

        Assert.Equal(["3 + 11 = 14"], decoding.Deltas.Select(delta => delta.Usage?.ToString()).OfType<string>());
        Assert.Single(decoding.Deltas, delta => delta.FinishReason is not null);
    }

    [Theory]
    [InlineData("""{"type":"new_event","index":0,"delta":{"type":"text_delta","text":"x"}}""")]
    [InlineData("""{"type":"content_block_delta","index":0,"delta":{"type":"new_delta","text":"x","thinking":"y","partial_json":"{}"}}""")]
    [InlineData("""{"type":"content_block_start","index":9,"content_block":{"type":"new_block","text":"x","data":[1,{"a":null}]}}""")]
    [InlineData("""{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{}"}}""")]
    [InlineData("""{"type":"content_block_delta","index":0,"delta":null}""")]
    [InlineData("""{"type":"content_block_delta","index":0,"delta":[]}""")]
    [InlineData("""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":null}}""")]
    [InlineData("""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":7}}""")]
    [InlineData("""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta"}}""")]
    [InlineData("""{"type":"content_block_delta"}""")]
    [InlineData("""{"type":"content_block_stop"}""")]
    [InlineData("""{"type":"message_delta"}""")]
    [InlineData("""{"type":"message_delta","delta":{"stop_reason":{}},"usage":[]}""")]
    [InlineData("""{"type":7}""")]
    [InlineData("""{"type":"ping","error":null}""")]
    [InlineData("""{}""")]
    [InlineData("")]
    public void What_is_unknown_empty_or_of_the_wrong_type_says_nothing(string frame)
    {
        const string Text = """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a"}}""";
        var decoding = New.AddFrames(Start, Text, frame, Text, Stop);

        Assert.Equal("a|a", decoding.Content);
        Assert.Equal(3, decoding.Deltas.Count);
        Assert.Null(decoding.Error);
        Assert.True(decoding.HasEnded);
    }

    [Theory]
    [InlineData("""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a"}""")]
    [InlineData("""{"type":"content_blo""")]
    [InlineData("words")]
    [InlineData("7")]
    [InlineData("\"message_stop\"")]
    public void A_frame_that_is_no_object_is_no_frame(string frame) =>
        Assert.ThrowsAny<JsonException>(() => New.AddFrames(Start, frame));

    [Fact]
    public void Fields_come_in_any_order_and_two_frames_in_one_event()
    {
        var decoding = New.AddFrames(
            Start,
            """{"delta":{"text":"a","type":"text_delta"},"extra":{"type":"ping"},"index":"0","type":"content_block_delta"} {"index":0,"type":"content_block_delta","delta":{"type":"text_delta","text":"b"}}""",
            """{"delta":{"text":"c","type":"text_delta"},"extra":{"type":"ping"},"index":"0","type":"content_block_delta"}""",
            Stop);

        Assert.Equal("a|b|c", decoding.Content);
    }

    [Fact]
    public void Text_and_input_may_stand_in_the_beginning_of_a_block()
    {
        var decoding = New.AddFrames(
            Start,
            """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":"Well"}}""",
            """{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"t","name":"f","input":{"a":1}}}""",
            """{"type":"content_block_stop","index":1}""",
            """{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"u","name":"g","input":null}}""",
            """{"type":"message_delta","delta":{"stop_reason":"tool_use"}}""",
            Stop);

        Assert.Equal("Well", decoding.Content);
        Assert.Equal(["f({\"a\":1})", "g({})"], decoding.Completion.ToolCalls.Select(call => call.ToString()));
    }

    [Fact]
    public void Calls_may_be_written_at_the_same_time()
    {
        var decoding = New.AddFrames(
            Start,
            """{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"t","name":"f","input":{}}}""",
            """{"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"u","name":"g","input":{}}}""",
            """{"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"[2"}}""",
            """{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"[1]"}}""",
            """{"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"]"}}""",
            Stop);

        Assert.Equal(["f([1])", "g([2])"], decoding.Completion.ToolCalls.Select(call => call.ToString()));
    }

    [Fact]
    public void Half_a_surrogate_pair_meets_its_other_half()
    {
        var decoding = New.AddFrames(
            Start,
            """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"\ud83c"}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"\udf89"}}""");

        Assert.Equal("🎉", decoding.Text);
    }

    [Fact]
    public void A_reply_that_is_no_stream_is_one_all_the_same()
    {
        var decoding = New.AddDocument("""
            {"id":"msg_3","type":"message","role":"assistant","model":"m","content":[{"type":"thinking","thinking":"Hm.","signature":"s"},{"type":"text","text":"Hi"},
            {"type":"tool_use","id":"t","name":"f","input":{"a":1}},{"type":"new"}],"stop_reason":"tool_use","stop_sequence":null,"usage":{"input_tokens":3,"output_tokens":4}}
            """);

        Assert.Equal(("Hm.", "Hi"), (decoding.Reasoning, decoding.Content));
        Assert.Equal("f({\"a\":1})", Assert.Single(decoding.Completion.ToolCalls).ToString());
        Assert.Equal(ChatFinishReason.ToolCalls, decoding.Completion.FinishReason);
        Assert.Equal("3 + 4 = 7", decoding.Completion.Usage?.ToString());
        Assert.Equal("msg_3", decoding.Id);
        Assert.True(decoding.HasEnded);
    }

    [Theory]
    [InlineData("""{"status":"ok"}""")]
    [InlineData("""{"type":"ping"}""")]
    public void A_document_that_is_no_reply_is_none(string json)
    {
        var decoding = New.AddDocument(json);

        Assert.False(decoding.HasEnded);
        Assert.Null(decoding.Error);
    }
}
