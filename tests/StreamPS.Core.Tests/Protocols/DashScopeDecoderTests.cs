using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using StreamPS.Protocols;
using Xunit;

namespace StreamPS.Tests.Protocols;

/// <summary>DashScope's frames as deltas.</summary>
public sealed class DashScopeDecoderTests
{
    public static TheoryData<string> Samples => [DashScopeSamples.Incremental, DashScopeSamples.Cumulative];

    private static FormatDecoding New => new(new DashScopeDecoder());

    [Fact]
    public void The_sample_of_increments_decodes()
    {
        var decoding = New.AddStream(DashScopeSamples.Incremental);

        Assert.Equal("我是|通|义|千问,由阿里|云开发的AI助手。我被|设计用来回答各种问题、提供信息|和与用户进行对话。有什么我可以|帮助你的吗?", decoding.Content);
        AssertIsSample(decoding);
        Assert.Equal(8, decoding.Deltas.Count);
    }

    [Fact]
    public void Its_cumulative_twin_decodes_to_the_same_text()
    {
        var decoding = New.AddStream(DashScopeSamples.Cumulative);

        AssertIsSample(decoding);
        Assert.Equal("我是|通义千问,由阿里云开发的AI助手。我被|设计用来回答各种问题、提供信息|和与用户进行对话。有什么我可以|帮助你的吗?", decoding.Content);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Without_a_finish_reason_a_reply_is_not_whole(string sample)
    {
        var decoding = New.AddStream(sample[..sample.LastIndexOf("id:8", StringComparison.Ordinal)] + "data: [DONE]\n\n");

        Assert.False(decoding.HasEnded);
        Assert.True(decoding.HasBegun);
        Assert.All(decoding.Deltas, delta => Assert.Null(delta.Usage));
    }

    [Theory]
    [InlineData("stop", ChatFinishReason.Stop)]
    [InlineData("length", ChatFinishReason.Length)]
    [InlineData("tool_calls", ChatFinishReason.ToolCalls)]
    [InlineData("new_reason", ChatFinishReason.Unknown)]
    public void A_finish_reason_ends_the_reply(string reason, ChatFinishReason expected)
    {
        var decoding = New.AddFrames(DashScopeSamples.Frame("a"), DashScopeSamples.Frame("", reason, tokens: 2));

        Assert.Equal((expected, reason), (decoding.Completion.FinishReason, decoding.Completion.FinishReasonText));
        Assert.True(decoding.HasEnded);
    }

    [Theory]
    [InlineData("\"null\"")]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData("{}")]
    public void What_says_that_the_reply_goes_on_is_no_finish_reason(string reason)
    {
        var decoding = New.AddFrames(DashScopeSamples.Frame("a").Replace("\"finish_reason\":\"null\"", "\"finish_reason\":" + reason, StringComparison.Ordinal));

        Assert.Equal("a", decoding.Content);
        Assert.Null(decoding.Deltas[0].FinishReason);
        Assert.False(decoding.HasEnded);
    }

    [Fact]
    public void The_text_format_decodes_too_in_increments_and_whole()
    {
        string[][] ways = [["I am", " Qwen", ".", ""], ["I am", "I am Qwen", "I am Qwen.", "I am Qwen."]];
        foreach (string[] texts in ways)
        {
            var decoding = New.AddFrames(texts.Select((text, i) =>
                $$$"""{"output":{"finish_reason":"{{{(i == 3 ? "stop" : "null")}}}","text":{{{DashScopeSamples.Quote(text)}}},"choices":null},"usage":{"input_tokens":1,"output_tokens":{{{i + 1}}}},"request_id":"r"}"""));

            Assert.Equal("I am Qwen.", decoding.Text);
            Assert.True(decoding.HasEnded);
            Assert.Equal("1 + 4 = 5", decoding.Completion.Usage?.ToString());
        }
    }

    [Fact]
    public void Contents_may_be_lists_of_parts()
    {
        string[] texts = ["A", " cat", "."];
        var decoding = New.AddFrames(texts.Select((text, i) =>
            $$$"""{"output":{"choices":[{"message":{"content":[{"text":"{{{text}}}"}],"role":"assistant"},"finish_reason":"{{{(i == 2 ? "stop" : "null")}}}"}]},"usage":{"input_tokens":1258,"output_tokens":{{{i + 1}}},"image_tokens":1230},"request_id":"r"}"""));

        Assert.Equal("A| cat|.", decoding.Content);
        Assert.Equal("1258 + 3 = 1261", decoding.Completion.Usage?.ToString());
    }

    [Fact]
    public void Reasoning_comes_before_the_text()
    {
        var decoding = New.AddFrames(
            DashScopeSamples.Frame("", extra: ",\"reasoning_content\":\"Let\""),
            DashScopeSamples.Frame("", tokens: 2, extra: ",\"reasoning_content\":\" me\""),
            DashScopeSamples.Frame("", tokens: 3, extra: ",\"reasoning_content\":\" see\""),
            DashScopeSamples.Frame("4", tokens: 4, extra: ",\"reasoning_content\":\"\""),
            DashScopeSamples.Frame("2", tokens: 5, extra: ",\"reasoning_content\":\"\""),
            DashScopeSamples.Frame("!", tokens: 6, extra: ",\"reasoning_content\":\"\""),
            DashScopeSamples.Frame("", "stop", tokens: 7, extra: ",\"reasoning_content\":\"\""));

        Assert.Equal("Let| me| see", decoding.Reasoning);
        Assert.Equal("4|2|!", decoding.Content);
        Assert.Equal(["Let", " me", " see", "4", "2", "!", null], decoding.Deltas.Select(delta => delta.Reasoning ?? delta.Content));
    }

    [Fact]
    public void Reasoning_may_be_increments_where_the_text_is_not()
    {
        var decoding = New.AddFrames(
            DashScopeSamples.Frame("", extra: ",\"reasoning_content\":\"Let\""),
            DashScopeSamples.Frame("", extra: ",\"reasoning_content\":\" me\""),
            DashScopeSamples.Frame("It's", extra: ",\"reasoning_content\":\"\""),
            DashScopeSamples.Frame("It's forty", tokens: 2, extra: ",\"reasoning_content\":\"\""),
            DashScopeSamples.Frame("It's forty two", tokens: 3, extra: ",\"reasoning_content\":\"\""),
            DashScopeSamples.Frame("It's forty two.", "stop", tokens: 4, extra: ",\"reasoning_content\":\"\""));

        Assert.Equal("Let me", decoding.Completion.Reasoning);
        Assert.Equal("It's forty two.", decoding.Completion.Text);
    }

    [Fact]
    public void Tool_calls_come_in_pieces()
    {
        var decoding = New.AddFrames(
            DashScopeSamples.Frame("", extra: """,\"tool_calls\":[{"index":0,"id":"call_1","type":"function","function":{"name":"weather","arguments":""}}]""".Replace("\\", "", StringComparison.Ordinal)),
            Calls("""{"index":0,"id":"","type":"function","function":{"name":"","arguments":"{\"city\":"}}"""),
            Calls("""{"index":0,"id":"","type":"function","function":{"arguments":" \"Rome\"}"}}"""),
            Calls("""{"index":1,"id":"call_2","type":"function","function":{"name":"now","arguments":"{}"}}"""),
            DashScopeSamples.Frame("", "tool_calls", tokens: 9));

        Assert.Equal(["weather({\"city\": \"Rome\"})", "now({})"], decoding.Completion.ToolCalls.Select(call => call.ToString()));
        Assert.Equal(["call_1", "call_2"], decoding.Completion.ToolCalls.Select(call => call.Id));
        Assert.Equal(ChatFinishReason.ToolCalls, decoding.Completion.FinishReason);
    }

    [Fact]
    public void Tool_calls_may_come_with_all_arguments_so_far()
    {
        var decoding = New.AddFrames(
            DashScopeSamples.Frame("I look."),
            Calls("""{"index":0,"id":"call_1","type":"function","function":{"name":"weather","arguments":"{\"city"}}""", "I look."),
            Calls("""{"index":0,"id":"call_1","type":"function","function":{"name":"weather","arguments":"{\"city\":"}}""", "I look."),
            Calls("""{"index":0,"id":"call_1","type":"function","function":{"name":"weather","arguments":"{\"city\": \"Rome\"}"}}""", "I look."),
            Calls("""{"index":0,"id":"call_1","type":"function","function":{"name":"weather","arguments":"{\"city\": \"Rome\"}"}}""", "I look.", "tool_calls"));

        Assert.Equal("weather({\"city\": \"Rome\"})", Assert.Single(decoding.Completion.ToolCalls).ToString());
        Assert.Equal("I look.", decoding.Text);
        Assert.Single(decoding.Deltas, delta => delta.ToolCall?.Id is not null);
    }

    [Fact]
    public void A_reply_of_one_word_that_is_repeated_at_the_end_is_not_doubled()
    {
        var decoding = New.AddFrames(DashScopeSamples.Frame("Yes", tokens: 1), DashScopeSamples.Frame("Yes", "stop", tokens: 1));

        Assert.Equal("Yes", decoding.Text);
    }

    [Fact]
    public void A_token_that_is_repeated_is_not_lost()
    {
        Assert.Equal("haha", New.AddFrames(DashScopeSamples.Frames(["ha", "ha"])).Text);
        Assert.Equal("hahaha!", New.AddFrames(DashScopeSamples.Frames(["ha", "haha", "!", ""])).Text);
    }

    [Fact]
    public void Of_several_replies_each_ends_by_itself_with_its_own_usage()
    {
        var decoding = new FormatDecoding(new DashScopeDecoder(choiceCount: 2)).AddFrames(
            Choice(0, "a", "null", 1),
            Choice(0, "b", "stop", 2),
            Choice(1, "x", "null", 1),
            Choice(1, "y", "null", 2),
            Choice(1, "", "length", 3));

        Assert.True(decoding.HasEnded);
        Assert.Equal(["ab", "xy"], decoding.Completion.Choices.Select(choice => choice.Text));
        Assert.Equal(["5 + 2 = 7", "5 + 3 = 8"], decoding.Completion.Choices.Select(choice => choice.Usage?.ToString()));
        Assert.Equal([ChatFinishReason.Stop, ChatFinishReason.Length], decoding.Completion.Choices.Select(choice => choice.FinishReason));
        Assert.Equal(5, decoding.Completion.Usage?.CompletionTokens);
    }

    [Fact]
    public void Replies_that_have_begun_have_to_end_even_if_one_was_expected()
    {
        var decoding = New.AddFrames(Choice(0, "a", "null", 1), Choice(1, "x", "null", 1), Choice(0, "b", "stop", 2));

        Assert.False(decoding.HasEnded);
        Assert.True(decoding.AddFrames(Choice(1, "", "stop", 2)).HasEnded);
    }

    [Fact]
    public void Usage_has_its_details()
    {
        var decoding = New.AddFrames("""
            {"output":{"choices":[{"message":{"content":"a","role":"assistant"},"finish_reason":"stop"}]},"usage":{"total_tokens":"30","input_tokens":20,"output_tokens":10,
            "output_tokens_details":{"reasoning_tokens":4,"text_tokens":6},"prompt_tokens_details":{"cached_tokens":8},"plugins":[{"x":1}]},"request_id":"r"}
            """);

        var usage = decoding.Deltas[0].Usage!;
        Assert.Equal((20, 10, 30, 8, 4), (usage.PromptTokens, usage.CompletionTokens, usage.TotalTokens, usage.CachedTokens, usage.ReasoningTokens));
        Assert.Equal("r", decoding.Id);
    }

    [Theory]
    [InlineData("""{"output":null,"usage":null,"request_id":"r"}""")]
    [InlineData("""{"output":{"choices":[]}}""")]
    [InlineData("""{"output":{"choices":[null,7]}}""")]
    [InlineData("""{"output":{"choices":{}}}""")]
    [InlineData("""{"output":{"choices":[{"message":null,"finish_reason":"null"}]}}""")]
    [InlineData("""{"output":{"choices":[{"message":{"content":null},"finish_reason":"null"}]},"usage":[]}""")]
    [InlineData("""{"output":{"choices":[{"message":{"content":7,"new":{"content":"x"}},"finish_reason":null}]},"usage":7}""")]
    [InlineData("""{"output":{"text":null,"finish_reason":null}}""")]
    [InlineData("""{"usage":{"output_tokens":3}}""")]
    [InlineData("""{"code":"","message":"","output":{"choices":[]},"error":null}""")]
    [InlineData("""{}""")]
    [InlineData("")]
    public void What_is_unknown_empty_or_of_the_wrong_type_says_nothing(string frame)
    {
        var decoding = New.AddFrames(DashScopeSamples.Frame("a"), DashScopeSamples.Frame("b"), frame, DashScopeSamples.Frame("c"), DashScopeSamples.Frame("", "stop"));

        Assert.Equal("a|b|c", decoding.Content);
        Assert.Equal(4, decoding.Deltas.Count);
        Assert.Null(decoding.Error);
        Assert.True(decoding.HasEnded);
    }

    [Theory]
    [InlineData("""{"output":{"choices":[{"message":{"content":"我""")]
    [InlineData("words")]
    [InlineData("7")]
    public void A_frame_that_is_no_object_is_no_frame(string frame) => Assert.ThrowsAny<JsonException>(() => New.AddFrames(frame));

    [Fact]
    public void A_reply_that_is_no_stream_is_one_all_the_same()
    {
        var decoding = New.AddDocument(DashScopeSamples.Frame("Hello", "stop", tokens: 9));

        Assert.Equal("Hello", decoding.Content);
        Assert.Equal("22 + 9 = 31", decoding.Completion.Usage?.ToString());
        Assert.True(decoding.HasEnded);
        Assert.False(New.AddDocument("""{"status":"ok"}""").HasEnded);
    }

    [Fact]
    public void Random_texts_decode_to_themselves_in_both_ways_of_sending()
    {
        for (int seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            var increments = Enumerable.Range(0, random.Next(4, 20))
                .Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => "我是通义千问abc\"\\\n😀"[random.Next(12)])))
                .ToList();

            string expected = string.Concat(increments);
            Assert.Equal(expected, New.AddFrames(DashScopeSamples.Frames(increments)).Text);
            Assert.Equal(expected, New.AddFrames(DashScopeSamples.Frames([.. DashScopeSamples.Prefixes(increments)])).Text);
        }
    }

    private static string Calls(string calls, string content = "", string finishReason = "null") =>
        DashScopeSamples.Frame(content, finishReason, tokens: content.Length + calls.Length, extra: $",\"tool_calls\":[{calls}]");

    private static string Choice(int index, string content, string finishReason, int tokens) =>
        $$$"""{"output":{"choices":[{"index":{{{index}}},"message":{"content":"{{{content}}}","role":"assistant"},"finish_reason":"{{{finishReason}}}"}]},"usage":{"input_tokens":5,"output_tokens":{{{tokens}}}},"request_id":"r"}""";

    private static void AssertIsSample(FormatDecoding decoding)
    {
        Assert.Equal(DashScopeSamples.Text, decoding.Completion.Text);
        Assert.Equal("xxx", decoding.Id);
        Assert.True(decoding.HasEnded);
        Assert.Equal(ChatRole.Assistant, decoding.Deltas[0].Role);
        Assert.All(decoding.Deltas.Skip(1), delta => Assert.Null(delta.Role));
        Assert.Equal("stop", decoding.Deltas[^1].FinishReasonText);
        Assert.Equal("22 + 36 = 58", Assert.Single(decoding.Deltas, delta => delta.Usage is not null).Usage?.ToString());
        Assert.NotNull(decoding.Deltas[^1].Usage);
    }
}
