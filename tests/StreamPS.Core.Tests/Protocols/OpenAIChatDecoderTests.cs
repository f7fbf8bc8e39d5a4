using System.Linq;
using System.Text;
using System.Text.Json;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Protocols;

public sealed class OpenAIChatDecoderTests
{
    private const string Chunk = """{"choices":[{"index":0,"delta":{"content":"a"}}]}""";

    [Theory]
    [InlineData("\"plain\"", "plain")]
    [InlineData("\"line\\nfeed, tab\\t, quote\\\", slash\\/, back\\\\slash, \\b\\f\\r\"", "line\nfeed, tab\t, quote\", slash/, back\\slash, \b\f\r")]
    [InlineData("\"\\u4f60\\u597D\"", "你好")]
    [InlineData("\"\\ud83c\\udf89\"", "🎉")]
    [InlineData("\"\\u0000\"", "\0")]
    [InlineData("\" leading and trailing \"", " leading and trailing ")]
    [InlineData("\"}]}\"", "}]}")]
    [InlineData("\"\\\"}]}\"", "\"}]}")]
    [InlineData("\"[DONE]\"", "[DONE]")]
    public void A_text_is_taken_as_it_is_meant(string json, string text)
    {
        var delta = Assert.Single(Decoding.OfDeltas($$"""{"content":{{json}}}""").Deltas);

        Assert.Equal(text, delta.Content);
        Assert.Equal(text, delta.ToString());
    }

    [Fact]
    public void Half_an_emoji_in_each_of_two_deltas_makes_one()
    {
        var decoding = Decoding.OfDeltas("""{"content":"a\ud83d"}""", """{"content":"\ude00b"}""");

        Assert.Equal(["a\ud83d", "\ude00b"], decoding.Deltas.Select(delta => delta.Content));
        Assert.Equal("a😀b", decoding.Completion.Text);
    }

    [Fact]
    public void Half_an_emoji_in_reasoning_is_kept_too() =>
        Assert.Equal("😀", Decoding.OfDeltas("""{"reasoning":"\ud83d"}""", """{"reasoning":"\ude00"}""").Completion.Reasoning);

    [Fact]
    public void Escapes_beside_a_lone_surrogate_are_decoded_as_well() =>
        Assert.Equal("\ud83d\n\t\"\\/\b\f\r\u00e9é", Assert.Single(Decoding.OfDeltas("""{"content":"\ud83d\n\t\"\\\/\b\f\r\u00e9é"}""").Deltas).Content);

    [Fact]
    public void Bytes_that_are_no_utf8_become_replacement_characters()
    {
        var decoding = new Decoding();
        decoding.Add([.. """{"choices":[{"index":0,"delta":{"content":"a"""u8, 0xFF, .. """b"}}]}"""u8]);
        // By the remembered form of the frame, and by the parser with an escape.
        decoding.Add([.. """{"choices":[{"index":0,"delta":{"content":"c"""u8, 0xE4, 0xBD, .. """d"}}]}"""u8]);
        decoding.Add([.. """{"choices":[{"index":0,"delta":{"content":"e\n"""u8, 0xC3, .. """f"}}]}"""u8]);

        Assert.Equal("a\uFFFDb|c\uFFFDd|e\n\uFFFDf", decoding.Content);
    }

    [Theory]
    [InlineData("""{"content":null}""")]
    [InlineData("""{"content":""}""")]
    [InlineData("""{"content":"","role":"assistant"}""")]
    [InlineData("""{"content":42}""")]
    [InlineData("""{"content":true}""")]
    [InlineData("""{"content":{"text":"x"}}""")]
    [InlineData("""{"content":[]}""")]
    [InlineData("""{"content":[null,1,"x",[{"text":"x"}],{"text":null}]}""")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("""{"tool_calls":null,"function_call":null,"refusal":null,"reasoning_content":null,"reasoning":7,"reasoning_details":"x"}""")]
    [InlineData("""{"tool_calls":[null,1,[]],"audio":{"id":"x"}}""")]
    public void A_delta_that_says_nothing_is_none(string delta)
    {
        var decoding = Decoding.OfDeltas(delta);

        Assert.Empty(decoding.Deltas);
        Assert.True(decoding.HasBegun);
        Assert.Null(decoding.Error);
    }

    [Theory]
    [InlineData("""{"choices":null}""")]
    [InlineData("""{"choices":[]}""")]
    [InlineData("""{"choices":{}}""")]
    [InlineData("""{"choices":[null,"x",[],1]}""")]
    [InlineData("""{"choices":[{}]}""")]
    [InlineData("""{"choices":[{"index":0}]}""")]
    [InlineData("""{"choices":[{"index":0,"delta":null,"finish_reason":null,"usage":null}],"usage":null,"error":null,"x_groq":null}""")]
    [InlineData("""{"id":"","object":"","created":0,"model":"","choices":[],"prompt_filter_results":[{"prompt_index":0,"content_filter_results":{"hate":{"filtered":false}}}]}""")]
    public void A_chunk_that_says_nothing_is_passed_over(string chunk)
    {
        var decoding = Decoding.OfFrames(chunk, Chunk);

        Assert.Equal("a", decoding.Content);
        Assert.Null(decoding.Error);
        Assert.Null(decoding.Id);
        Assert.Null(decoding.Model);
    }

    [Theory]
    [InlineData("""{"type":"keepalive"}""")]
    [InlineData("{}")]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("""{"object":"chat.completion.chunk","unknown":{"deep":[{"choices":[{"delta":{"content":"no"}}]}]}}""")]
    public void A_frame_that_is_no_chunk_is_passed_over(string frame)
    {
        var decoding = Decoding.OfFrames(frame);

        Assert.False(decoding.HasBegun);
        Assert.Empty(decoding.Deltas);
        Assert.Null(decoding.Error);
    }

    [Fact]
    public void Unknown_fields_of_every_kind_are_passed_over()
    {
        var decoding = Decoding.OfFrames(
            """{"a":[[{"choices":1}]],"b":{"content":"no"},"choices":[{"x":{"delta":{"content":"no"}},"index":0,"y":[1,2,{"z":[]}],"delta":{"q":{"content":"no"},"content":"yes","w":[{"text":"no"}]},"logprobs":{"content":[{"token":"no","bytes":[1]}]}}],"c":1e300,"d":true}""");

        Assert.Equal("yes", decoding.Content);
    }

    [Fact]
    public void Escaped_names_of_fields_are_the_same_names() =>
        Assert.Equal("a", Decoding.OfFrames("""{"cho\u0069ces":[{"delt\u0061":{"\u0063ontent":"a"}}]}""").Content);

    [Fact]
    public void An_unknown_field_named_by_half_a_surrogate_pair_is_passed_over() =>
        Assert.Equal("a", Decoding.OfFrames("""{"\ud83d":1,"choices":[{"\ude00":2,"delta":{"\ud83d":3,"content":"a"}}]}""").Content);

    [Theory]
    [InlineData("""{"choices":[{"index":"2","delta":{"content":"a"}}]}""", 2)]
    [InlineData("""{"choices":[{"index":2.0,"delta":{"content":"a"}}]}""", 2)]
    [InlineData("""{"choices":[{"index":null,"delta":{"content":"a"}}]}""", 0)]
    [InlineData("""{"choices":[{"index":{},"delta":{"content":"a"}}]}""", 0)]
    [InlineData("""{"choices":[{"index":-1,"delta":{"content":"a"}}]}""", 0)]
    [InlineData("""{"choices":[{"index":1e99,"delta":{"content":"a"}}]}""", 0)]
    [InlineData("""{"choices":[{"delta":{"content":"a"},"index":3}]}""", 3)]
    [InlineData("""{"choices":[{"delta":{"content":"a"}}]}""", 0)]
    public void The_index_is_read_in_any_form_and_is_0_without_one(string chunk, int index) =>
        Assert.Equal(index, Assert.Single(Decoding.OfFrames(chunk).Deltas).Index);

    [Fact]
    public void Choices_interleave_and_each_has_its_own_role_and_end()
    {
        var decoding = Decoding.OfFrames(
            """{"choices":[{"index":1,"delta":{"role":"assistant","content":""}}]}""",
            """{"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}""",
            """{"choices":[{"index":1,"delta":{"content":"B1"}}]}""",
            """{"choices":[{"index":0,"delta":{"content":"A1"}}]}""",
            """{"choices":[{"index":0,"delta":{"content":"A2"}}]}""",
            """{"choices":[{"index":1,"delta":{"content":"B2"}}]}""",
            """{"choices":[{"index":1,"delta":{},"finish_reason":"length","usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}]}""",
            """{"choices":[{"index":0,"delta":{},"finish_reason":"stop","usage":{"prompt_tokens":5,"completion_tokens":3,"total_tokens":8}}]}""",
            "[DONE]");

        Assert.Equal([1, 0, 0, 1, 1, 0], decoding.Deltas.Select(delta => delta.Index));
        Assert.Equal([ChatRole.Assistant, ChatRole.Assistant, null, null, null, null], decoding.Deltas.Select(delta => delta.Role));
        Assert.Equal([0, 1, 2, 3, 4, 5], decoding.Deltas.Select(delta => delta.Sequence));
        var completion = decoding.Completion;
        Assert.Equal(["A1A2", "B1B2"], completion.Choices.Select(choice => choice.Text));
        Assert.Equal([ChatFinishReason.Stop, ChatFinishReason.Length], completion.Choices.Select(choice => choice.FinishReason));
        Assert.Equal("A1A2", completion.Text);
        Assert.Equal(["5 + 3 = 8", "5 + 2 = 7"], completion.Choices.Select(choice => choice.Usage?.ToString()));
        Assert.Equal("5 + 5 = 10", completion.Usage?.ToString());
    }

    [Fact]
    public void A_chunk_can_have_several_choices()
    {
        var decoding = Decoding.OfFrames(
            """{"choices":[{"index":0,"delta":{"content":"A"}},{"index":1,"delta":{"content":"B"},"finish_reason":"stop"},{"index":2,"delta":{}}],"usage":null}""");

        Assert.Equal([(0, "A"), (1, "B")], decoding.Deltas.Select(delta => (delta.Index, delta.Content)));
        Assert.Equal([null, ChatFinishReason.Stop], decoding.Deltas.Select(delta => delta.FinishReason));
    }

    [Theory]
    [InlineData("""{"content":"a"}""", ChatRole.Assistant)]
    [InlineData("""{"role":"assistant","content":"a"}""", ChatRole.Assistant)]
    [InlineData("""{"content":"a","role":"tool"}""", ChatRole.Tool)]
    [InlineData("""{"role":"narrator","content":"a"}""", ChatRole.Unknown)]
    [InlineData("""{"role":"","content":"a"}""", ChatRole.Assistant)]
    [InlineData("""{"role":null,"content":"a"}""", ChatRole.Assistant)]
    [InlineData("""{"role":7,"content":"a"}""", ChatRole.Assistant)]
    public void The_first_delta_tells_the_role(string delta, ChatRole role) =>
        Assert.Equal(role, Assert.Single(Decoding.OfDeltas(delta).Deltas).Role);

    [Fact]
    public void A_role_in_a_frame_of_its_own_is_told_with_the_first_text() =>
        Assert.Equal([ChatRole.Tool, null], Decoding.OfDeltas("""{"role":"tool","content":""}""", """{"content":"a"}""", """{"content":"b"}""").Deltas.Select(delta => delta.Role));

    [Fact]
    public void A_role_that_is_repeated_is_told_once()
    {
        var decoding = Decoding.OfDeltas("""{"role":"assistant"}""", """{"role":"assistant","content":"a"}""", """{"role":"assistant","content":"b"}""");

        Assert.Equal([ChatRole.Assistant, null], decoding.Deltas.Select(delta => delta.Role));
    }

    [Theory]
    [InlineData("stop", ChatFinishReason.Stop)]
    [InlineData("eos", ChatFinishReason.Stop)]
    [InlineData("length", ChatFinishReason.Length)]
    [InlineData("model_length", ChatFinishReason.Length)]
    [InlineData("tool_calls", ChatFinishReason.ToolCalls)]
    [InlineData("function_call", ChatFinishReason.ToolCalls)]
    [InlineData("content_filter", ChatFinishReason.ContentFilter)]
    [InlineData("insufficient_system_resource", ChatFinishReason.Unknown)]
    [InlineData("STOP", ChatFinishReason.Unknown)]
    public void A_finish_reason_keeps_the_services_word(string word, ChatFinishReason reason)
    {
        var delta = Assert.Single(Decoding.OfFrames($$"""{"choices":[{"index":0,"delta":{},"finish_reason":"{{word}}"}]}""").Deltas);

        Assert.Equal(reason, delta.FinishReason);
        Assert.Equal(word, delta.FinishReasonText);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"null\"")]
    [InlineData("\"\"")]
    [InlineData("0")]
    [InlineData("{}")]
    public void What_is_no_finish_reason_ends_nothing(string json)
    {
        var delta = Assert.Single(Decoding.OfFrames($$"""{"choices":[{"delta":{"content":"a"},"finish_reason":{{json}}}]}""").Deltas);

        Assert.Null(delta.FinishReason);
        Assert.Null(delta.FinishReasonText);
    }

    [Fact]
    public void The_last_finish_reason_of_a_choice_counts()
    {
        var decoding = Decoding.OfFrames(
            """{"choices":[{"delta":{},"finish_reason":"stop"}]}""", """{"choices":[{"delta":{},"finish_reason":null}]}""", """{"choices":[{"delta":{},"finish_reason":"content_filter"}]}""");

        Assert.Equal(ChatFinishReason.ContentFilter, decoding.Completion.FinishReason);
        Assert.Equal("content_filter", decoding.Completion.FinishReasonText);
    }

    [Fact]
    public void Content_and_finish_reason_in_one_frame_are_one_delta()
    {
        var delta = Assert.Single(Decoding.OfFrames("""{"choices":[{"delta":{"content":"end"},"finish_reason":"stop"}],"usage":{"total_tokens":"7","prompt_tokens":"3","completion_tokens":4.0}}""").Deltas);

        Assert.Equal("end", delta.Content);
        Assert.Equal(ChatFinishReason.Stop, delta.FinishReason);
        Assert.Equal("3 + 4 = 7", delta.Usage?.ToString());
    }

    [Theory]
    [InlineData("[DONE]")]
    [InlineData("  [DONE]  ")]
    [InlineData("\n[DONE]\n")]
    public void The_end_marker_may_carry_spaces(string frame) => Assert.True(Decoding.OfFrames(Chunk, frame).HasEnded);

    [Fact]
    public void Nothing_after_the_end_marker_counts()
    {
        var decoding = Decoding.OfStream($"data: {Chunk}\n\ndata: [DONE]\n\ndata: {Chunk}\n\ndata: [DONE]\n\ndata: not JSON\n\n");

        Assert.Equal("a", decoding.Content);
        Assert.True(decoding.HasEnded);
    }

    [Fact]
    public void The_end_marker_alone_is_no_reply() => Assert.False(Decoding.OfFrames("[DONE]").HasBegun);

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData(" \r\n ")]
    public void Two_documents_in_one_event_are_two_chunks(string separator)
    {
        var decoding = Decoding.OfFrames(
            """{"choices":[{"delta":{"content":"a"}}]}""" + separator + """{"choices":[{"delta":{"content":"b"}}]}""" + separator);

        Assert.Equal("a|b", decoding.Content);
    }

    [Fact]
    public void Two_documents_in_one_event_are_two_chunks_every_time()
    {
        const string First = """{"choices":[{"delta":{"content":"ha"}}]}""";
        var decoding = Decoding.OfFrames(First + First, First + First, First + """{"choices":[{"delta":{"content":"!"}}]}""", First);

        Assert.Equal("ha|ha|ha|ha|ha|!|ha", decoding.Content);
    }

    [Fact]
    public void The_end_marker_may_stand_in_the_event_of_the_last_chunk()
    {
        var decoding = Decoding.OfStream($"data: {Chunk}\ndata: [DONE]\n\n");

        Assert.Equal("a", decoding.Content);
        Assert.True(decoding.HasEnded);
    }

    [Fact]
    public void An_error_after_a_chunk_in_the_same_event_is_seen()
    {
        var decoding = Decoding.OfFrames(Chunk + """{"error":{"message":"boom"}}""");

        Assert.Equal("a", decoding.Content);
        Assert.Equal("boom", decoding.Error?.Message);
    }

    [Theory]
    [InlineData("not JSON")]
    [InlineData("""{"choices":""")]
    [InlineData("""{"choices":[{"delta":{"content":"a"}}]""")]
    [InlineData("""{"choices":[{"delta":{"content":"a}}]}""")]
    [InlineData("5")]
    [InlineData("\"text\"")]
    [InlineData("null")]
    [InlineData("DONE")]
    [InlineData("{\"choices\":[{\"delta\":{\"content\":\"a\nb\"}}]}")]
    public void What_is_no_json_object_is_refused(string frame) => Assert.ThrowsAny<JsonException>(() => Decoding.OfFrames(frame));

    [Fact]
    public void A_whole_completion_in_one_document_is_decoded_as_one_delta()
    {
        var decoding = Decoding.OfDocument(
            """{"id":"x","object":"chat.completion","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"all of it","reasoning_content":"why"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}""");

        var delta = Assert.Single(decoding.Deltas);
        Assert.Equal("all of it", delta.Content);
        Assert.Equal("why", delta.Reasoning);
        Assert.Equal(ChatRole.Assistant, delta.Role);
        Assert.Equal(ChatFinishReason.Stop, delta.FinishReason);
        Assert.Equal("1 + 2 = 3", delta.Usage?.ToString());
        Assert.True(decoding.HasEnded);
    }

    [Fact]
    public void A_content_of_parts_is_put_together()
    {
        var delta = Assert.Single(Decoding.OfDeltas(
            """{"content":[{"type":"thinking","thinking":[{"type":"text","text":"th"},{"type":"text","text":"ink"}]},{"type":"text","text":"an"},{"type":"text","text":"swer"}]}""").Deltas);

        Assert.Equal("think", delta.Reasoning);
        Assert.Equal("answer", delta.Content);
    }

    [Fact]
    public void A_long_text_is_whole()
    {
        string text = string.Concat(Enumerable.Repeat("0123456789äöü🎉", 100_000));

        Assert.True(Assert.Single(Decoding.OfDeltas($$"""{"content":{{JsonSerializer.Serialize(text)}}}""").Deltas).Content == text);
        Assert.True(Encoding.UTF8.GetByteCount(text) > 1_000_000);
    }
}
