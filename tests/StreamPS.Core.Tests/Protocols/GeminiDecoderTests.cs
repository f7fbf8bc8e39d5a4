using System.Linq;
using StreamPS.Protocols;
using Xunit;

namespace StreamPS.Tests.Protocols;

/// <summary>Gemini's frames as deltas.</summary>
public sealed class GeminiDecoderTests
{
    private const string Call = """{"functionCall":{"name":"f","args":{}}}""";

    private static FormatDecoding New => new(new GeminiDecoder());

    [Fact]
    public void The_sample_gives_text_end_and_usage()
    {
        var decoding = New.AddStream(GeminiSamples.Stream(GeminiSamples.Text));

        Assert.Equal("There are| three.", decoding.Content);
        Assert.Equal(("r1", "gemini-x"), (decoding.Id, decoding.Model));
        Assert.True(decoding.HasEnded);
        Assert.Equal([ChatRole.Assistant, null, null, null], decoding.Deltas.Select(delta => delta.Role));
        Assert.Equal([null, null, ChatFinishReason.Stop, null], decoding.Deltas.Select(delta => delta.FinishReason));
        Assert.Equal([null, null, "STOP", null], decoding.Deltas.Select(delta => delta.FinishReasonText));
        var usage = Assert.Single(decoding.Deltas, delta => delta.Usage is not null).Usage!;
        Assert.Equal((9, 189, 198, null, 185), (usage.PromptTokens, usage.CompletionTokens, usage.TotalTokens, usage.CachedTokens, usage.ReasoningTokens));
        Assert.Equal("9 + 189 = 198", decoding.Completion.Usage?.ToString());
    }

    [Fact]
    public void Parts_of_all_kinds_find_their_place()
    {
        var decoding = New.AddStream(GeminiSamples.Stream(GeminiSamples.Everything));
        var completion = decoding.Completion;

        Assert.Equal(("r2", "gemini-y"), (decoding.Id, decoding.Model));
        Assert.Equal("Let me| see.", decoding.Reasoning);
        Assert.Equal("你好|, \"Ann\"\n🎉", decoding.Content);
        Assert.Equal(["weather({\"city\":\"Rome\",\"days\":[1,2]})", "now({})"], completion.ToolCalls.Select(call => call.ToString()));
        Assert.Equal(["call_0", "fc_1"], completion.ToolCalls.Select(call => call.Id));
        Assert.Equal(["Eg", null], completion.ToolCalls.Select(call => call.Signature));
        Assert.Equal((ChatFinishReason.ToolCalls, "STOP"), (completion.FinishReason, completion.FinishReasonText));
        Assert.Equal(Enumerable.Range(0, decoding.Deltas.Count), decoding.Deltas.Select(delta => delta.Sequence));
        Assert.Single(decoding.Deltas, delta => delta.Role is not null);
        Assert.True(decoding.HasEnded);
    }

    [Theory]
    [InlineData("""{"functionCall":{"name":"f"},"thoughtSignature":"s1"},{"functionCall":{"name":"g"}},{"functionCall":{"name":"h"},"thoughtSignature":"s3"}""", "s1||s3")]
    [InlineData("""{"thoughtSignature":"s1","functionCall":{"name":"f"}}""", "s1")]
    [InlineData("""{"text":"a","thoughtSignature":"s1"},{"functionCall":{"name":"f"}}""", "")]
    [InlineData("""{"functionCall":{"name":"f"},"thoughtSignature":""}""", "")]
    [InlineData("""{"functionCall":{"name":"f"},"thoughtSignature":7}""", "")]
    [InlineData("""{"functionCall":{"name":""},"thoughtSignature":"s1"},{"functionCall":{"name":"g"}}""", "")]
    public void A_signature_belongs_to_the_call_of_its_part(string parts, string expected) =>
        Assert.Equal(expected, string.Join("|", New.AddFrames(GeminiSamples.Frame(parts, ",\"finishReason\":\"STOP\"")).Completion.ToolCalls.Select(call => call.Signature)));

    [Fact]
    public void Of_each_count_the_last_one_counts()
    {
        var usage = New.AddFrames(GeminiSamples.Everything).Completion.Usage!;

        Assert.Equal((10, 43, 53, 5, 13), (usage.PromptTokens, usage.CompletionTokens, usage.TotalTokens, usage.CachedTokens, usage.ReasoningTokens));
    }

    [Fact]
    public void Counts_of_frames_that_arent_parsed_count()
    {
        string Frame(string text, int count) => GeminiSamples.Frame($$"""{"text":"{{text}}"}""", after: $$$""","usageMetadata":{"promptTokenCount":1,"candidatesTokenCount":{{{count}}},"details":[{"tokenCount":{{{count}}}}]}""");
        var decoding = New.AddFrames(Frame("a", 1), Frame("b", 2), Frame("c", 30), GeminiSamples.Finish("STOP"));

        Assert.Equal("a|b|c", decoding.Content);
        Assert.Equal("1 + 30 = 31", decoding.Completion.Usage?.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(""","usageMetadata":null""")]
    [InlineData(""","usageMetadata":{"trafficType":"ON_DEMAND"}""")]
    [InlineData(""","usageMetadata":{"promptTokenCount":null,"totalTokenCount":{}}""")]
    public void A_reply_without_counts_has_no_usage(string counts)
    {
        var decoding = New.AddFrames(GeminiSamples.Frame("""{"text":"a"}""", ",\"finishReason\":\"STOP\"", counts));

        Assert.True(decoding.HasEnded);
        Assert.Null(decoding.Completion.Usage);
    }

    [Theory]
    [InlineData("STOP", ChatFinishReason.Stop)]
    [InlineData("MAX_TOKENS", ChatFinishReason.Length)]
    [InlineData("SAFETY", ChatFinishReason.ContentFilter)]
    [InlineData("RECITATION", ChatFinishReason.ContentFilter)]
    [InlineData("BLOCKLIST", ChatFinishReason.ContentFilter)]
    [InlineData("PROHIBITED_CONTENT", ChatFinishReason.ContentFilter)]
    [InlineData("SPII", ChatFinishReason.ContentFilter)]
    [InlineData("IMAGE_SAFETY", ChatFinishReason.ContentFilter)]
    [InlineData("LANGUAGE", ChatFinishReason.Unknown)]
    [InlineData("OTHER", ChatFinishReason.Unknown)]
    [InlineData("MALFORMED_FUNCTION_CALL", ChatFinishReason.Unknown)]
    [InlineData("FINISH_REASON_UNSPECIFIED", ChatFinishReason.Unknown)]
    [InlineData("SOMETHING_NEW", ChatFinishReason.Unknown)]
    public void A_finish_reason_ends_the_reply_and_keeps_its_words(string reason, ChatFinishReason expected)
    {
        var decoding = New.AddFrames(GeminiSamples.Frame("""{"text":"a"}"""), GeminiSamples.Finish(reason));

        Assert.Equal((expected, reason), (decoding.Completion.FinishReason, decoding.Completion.FinishReasonText));
        Assert.True(decoding.HasEnded);
    }

    [Theory]
    [InlineData("STOP", ChatFinishReason.ToolCalls)]
    [InlineData("MAX_TOKENS", ChatFinishReason.Length)]
    [InlineData("SAFETY", ChatFinishReason.ContentFilter)]
    public void Calls_override_a_stop_and_nothing_else(string reason, ChatFinishReason expected) =>
        Assert.Equal(expected, New.AddFrames(GeminiSamples.Frame(Call), GeminiSamples.Finish(reason)).Completion.FinishReason);

    [Fact]
    public void The_words_about_a_filtered_reply_are_its_refusal()
    {
        var decoding = New.AddFrames("""{"candidates":[{"finishReason":"SAFETY","finishMessage":"Not this.","index":0}]}""");

        Assert.Equal("Not this.", decoding.Completion.Refusal);
    }

    [Theory]
    [InlineData("""{"promptFeedback":{"blockReason":"SAFETY"}}""", "SAFETY", "")]
    [InlineData("""{"candidates":[],"promptFeedback":{"blockReason":"JAILBREAK","blockReasonMessage":"No."}}""", "JAILBREAK", "No.")]
    public void A_blocked_prompt_is_filtered(string frame, string reason, string refusal)
    {
        var decoding = New.AddFrames(frame);

        Assert.Equal((ChatFinishReason.ContentFilter, reason, refusal), (decoding.Completion.FinishReason, decoding.Completion.FinishReasonText, decoding.Completion.Refusal));
        Assert.True(decoding.HasBegun);
        Assert.True(decoding.HasEnded);
    }

    [Fact]
    public void Each_candidate_has_its_own_text_calls_and_end()
    {
        var decoding = New.AddFrames(
            """{"candidates":[{"content":{"parts":[{"text":"a0"}]},"index":0},{"content":{"parts":[{"text":"a1"}]},"index":1}]}""",
            """{"candidates":[{"content":{"parts":[{"text":"b1"}]},"index":1}]}""",
            """{"candidates":[{"content":{"parts":[{"text":"c1"}]},"index":1}]}""",
            """{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f"}}]},"index":0,"finishReason":"STOP"}]}""",
            """{"candidates":[{"content":{"parts":[{"text":"d1"}]},"index":1,"finishReason":""}]}""",
            GeminiSamples.Finish("STOP", index: 0),
            """{"candidates":[{"finishReason":"MAX_TOKENS","index":1}],"usageMetadata":{"promptTokenCount":2,"candidatesTokenCount":8}}""");
        var choices = decoding.Completion.Choices;

        Assert.Equal(["a0", "a1b1c1d1"], choices.Select(choice => choice.Text));
        Assert.Equal([ChatFinishReason.ToolCalls, ChatFinishReason.Length], choices.Select(choice => choice.FinishReason));
        Assert.Equal(2, decoding.Deltas.Count(delta => delta.FinishReason is not null));
        Assert.Equal(2, decoding.Deltas.Count(delta => delta.Role is not null));
        Assert.Equal("2 + 8 = 10", decoding.Completion.Usage?.ToString());
        Assert.True(decoding.HasEnded);
    }

    [Theory]
    [InlineData("""{"functionCall":{"name":"f","args":{"a":"\u00e9"},"id":7}}""", "7", "{\"a\":\"\\u00e9\"}")]
    [InlineData("""{"functionCall":{"name":"f","args":null,"id":""}}""", "call_0", "{}")]
    [InlineData("""{"functionCall":{"args":{ "b" : [ 1 ] },"name":"f"}}""", "call_0", "{ \"b\" : [ 1 ] }")]
    [InlineData("""{"functionCall":{"name":"f","args":"{\"c\":1}"}}""", "call_0", "{\"c\":1}")]
    [InlineData("""{"functionCall":{"name":"f","args":[1]}}""", "call_0", "[1]")]
    public void Arguments_are_json_text_and_an_id_is_made(string part, string id, string arguments)
    {
        var call = Assert.Single(New.AddFrames(GeminiSamples.Frame(part)).Deltas).ToolCall!;

        Assert.Equal((0, id, "f", arguments), (call.Index, call.Id, call.Name, call.Arguments));
    }

    [Theory]
    [InlineData("""{"functionCall":{"name":"f","willContinue":true}}""")]
    [InlineData("""{"functionCall":{"partialArgs":[{"jsonPath":"$.a","stringValue":"b"}]}}""")]
    public void Arguments_in_pieces_are_refused_instead_of_being_lost(string part) =>
        Assert.Contains("streamFunctionCallArguments", Assert.Throws<System.Text.Json.JsonException>(() => New.AddFrames(GeminiSamples.Frame(part))).Message);

    [Theory]
    [InlineData("{}")]
    [InlineData("")]
    [InlineData("[DONE]")]
    [InlineData("""{"candidates":null}""")]
    [InlineData("""{"candidates":{}}""")]
    [InlineData("""{"candidates":[null,7,"x"]}""")]
    [InlineData("""{"candidates":[{}]}""")]
    [InlineData("""{"candidates":[{"content":null,"finishReason":null}]}""")]
    [InlineData("""{"candidates":[{"content":{"parts":null}}]}""")]
    [InlineData("""{"candidates":[{"content":{"parts":[null,{},{"text":null},{"text":7},{"text":""},{"thought":true},{"functionCall":null},{"functionCall":{}},{"functionCall":{"willContinue":false}}]}}]}""")]
    [InlineData("""{"promptFeedback":{"safetyRatings":[]}}""")]
    [InlineData("""{"promptFeedback":null,"error":null}""")]
    [InlineData("""{"somethingNew":{"candidates":[{"finishReason":"STOP"}]}}""")]
    public void Frames_that_bring_nothing_give_no_deltas(string frame)
    {
        var decoding = New.AddFrames(frame);

        Assert.Empty(decoding.Deltas);
        Assert.Null(decoding.Error);
        Assert.False(decoding.HasEnded);
    }

    [Fact]
    public void Two_documents_in_one_event_are_both_read()
    {
        var decoding = New.AddFrames(GeminiSamples.Frame("""{"text":"a"}""") + "\n" + GeminiSamples.Frame("""{"text":"b"}"""), GeminiSamples.Finish("STOP") + GeminiSamples.Frame("""{"text":"late"}"""));

        Assert.Equal("a|b", decoding.Content);
        Assert.True(decoding.HasEnded);
    }

    [Fact]
    public void A_list_of_frames_is_a_reply_whose_stream_option_got_lost()
    {
        var decoding = New.AddDocument("[" + string.Join("\r\n,\r\n", GeminiSamples.Text) + "]");

        Assert.Equal("There are| three.", decoding.Content);
        Assert.Equal((ChatFinishReason.Stop, "9 + 189 = 198"), (decoding.Completion.FinishReason, decoding.Completion.Usage?.ToString()));
        Assert.True(decoding.HasEnded);
    }

    [Fact]
    public void A_reply_that_is_one_document_is_read()
    {
        var decoding = New.AddDocument(GeminiSamples.Frame("""{"text":"all of it"}""", "", ""","usageMetadata":{"promptTokenCount":1,"candidatesTokenCount":2}"""));

        Assert.Equal(("all of it", "1 + 2 = 3"), (decoding.Completion.Text, decoding.Completion.Usage?.ToString()));
        Assert.True(decoding.HasEnded);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("[[]]")]
    public void A_document_that_is_no_reply_doesnt_end(string document) => Assert.False(New.AddDocument(document).HasEnded);
}
