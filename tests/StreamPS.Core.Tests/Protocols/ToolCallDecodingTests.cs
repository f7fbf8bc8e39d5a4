using System.Linq;
using System.Text.Json;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Protocols;

public sealed class ToolCallDecodingTests
{
    [Fact]
    public void Qwen_repeats_the_type_and_an_empty_id()
    {
        var decoding = Decoding.OfFrames(
            """{"choices":[{"delta":{"content":null,"tool_calls":[{"index":0,"id":"call_9","type":"function","function":{"name":"weather","arguments":"{\"city\": \""}}],"role":"assistant"},"finish_reason":null,"index":0,"logprobs":null}]}""",
            """{"choices":[{"delta":{"content":null,"tool_calls":[{"index":0,"id":"","type":"function","function":{"arguments":"Rome"}}]},"finish_reason":null,"index":0,"logprobs":null}]}""",
            """{"choices":[{"delta":{"content":null,"tool_calls":[{"index":0,"id":"","type":"function","function":{"arguments":"\"}"}}]},"finish_reason":null,"index":0,"logprobs":null}]}""",
            """{"choices":[{"delta":{"tool_calls":[{"function":{"arguments":""},"index":0,"id":"","type":"function"}]},"index":0}]}""");

        Assert.Equal("call_9 weather({\"city\": \"Rome\"})", Describe(decoding));
    }

    [Fact]
    public void Parallel_calls_in_pieces_stay_apart()
    {
        var decoding = Decoding.OfDeltas(
            """{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":""}}]}""",
            """{"tool_calls":[{"index":1,"id":"b","type":"function","function":{"name":"g","arguments":""}}]}""",
            """{"tool_calls":[{"index":0,"function":{"arguments":"{\"x\""}},{"index":1,"function":{"arguments":"{\"y\""}}]}""",
            """{"tool_calls":[{"index":1,"function":{"arguments":":2}"}},{"index":0,"function":{"arguments":":1}"}}]}""");

        Assert.Equal("a f({\"x\":1}), b g({\"y\":2})", Describe(decoding));
        Assert.Equal([0, 1, 0, 1, 1, 0], decoding.Deltas.Select(delta => delta.ToolCall?.Index));
    }

    [Fact]
    public void Whole_calls_in_one_delta_are_spread_over_deltas_with_texts_first_and_the_end_last()
    {
        var decoding = Decoding.OfFrames(
            """{"choices":[{"index":0,"delta":{"role":"assistant","content":"Let me look.","tool_calls":[{"id":"a","function":{"name":"f","arguments":"{}"}},{"id":"b","function":{"name":"g","arguments":"{\"y\":2}"}}]},"finish_reason":"tool_calls"}],"usage":{"total_tokens":9}}""");

        Assert.Equal("a f({}), b g({\"y\":2})", Describe(decoding));
        Assert.Equal(["Let me look.", null], decoding.Deltas.Select(delta => delta.Content));
        Assert.Equal([ChatRole.Assistant, null], decoding.Deltas.Select(delta => delta.Role));
        Assert.Equal([null, ChatFinishReason.ToolCalls], decoding.Deltas.Select(delta => delta.FinishReason));
        Assert.Equal([null, "tool_calls"], decoding.Deltas.Select(delta => delta.FinishReasonText));
        Assert.Equal([null, 9], decoding.Deltas.Select(delta => delta.Usage?.TotalTokens));
        Assert.Equal([0, 1], decoding.Deltas.Select(delta => delta.Sequence));
    }

    [Fact]
    public void Several_whole_calls_may_share_an_index()
    {
        var decoding = Decoding.OfDeltas(
            """{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}},{"index":0,"id":"b","function":{"name":"g","arguments":"{}"}}]}""");

        Assert.Equal("a f({}), b g({})", Describe(decoding));
    }

    [Fact]
    public void The_old_function_call_is_a_tool_call()
    {
        var decoding = Decoding.OfFrames(
            """{"choices":[{"delta":{"role":"assistant","content":null,"function_call":{"name":"weather","arguments":""}}}]}""",
            """{"choices":[{"delta":{"function_call":{"arguments":"{\"city\":"}}}]}""",
            """{"choices":[{"delta":{"function_call":{"arguments":"\"Rome\"}"}}}]}""",
            """{"choices":[{"delta":{},"finish_reason":"function_call"}]}""");

        Assert.Equal("call_0 weather({\"city\":\"Rome\"})", Describe(decoding));
        Assert.Equal(ChatFinishReason.ToolCalls, decoding.Completion.FinishReason);
        Assert.Equal("function_call", decoding.Completion.FinishReasonText);
    }

    [Fact]
    public void Arguments_may_come_as_an_object()
    {
        var decoding = Decoding.OfDeltas("""{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":{"city":"Rome","n":[1,{"x":"é"}]}}}]}""");

        Assert.Equal("a f({\"city\":\"Rome\",\"n\":[1,{\"x\":\"é\"}]})", Describe(decoding));
    }

    [Theory]
    [InlineData("\"\"", "", JsonValueKind.Object)]
    [InlineData("null", "", JsonValueKind.Object)]
    [InlineData("\"{\\\"a\\\":1}\"", "{\"a\":1}", JsonValueKind.Object)]
    [InlineData("\"[1]\"", "[1]", JsonValueKind.Array)]
    [InlineData("\"not JSON\"", "not JSON", null)]
    [InlineData("\"{\\\"a\\\":\"", "{\"a\":", null)]
    public void Arguments_keep_their_text_and_are_parsed_where_they_can_be(string json, string text, JsonValueKind? kind)
    {
        var call = Assert.Single(Decoding.OfDeltas($$$"""{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":{{{json}}}}}]}""").Completion.ToolCalls);

        Assert.Equal(text, call.ArgumentsJson);
        Assert.Equal(kind, call.Arguments?.ValueKind);
    }

    [Fact]
    public void An_id_may_be_a_number_and_an_index_a_string()
    {
        var decoding = Decoding.OfDeltas("""{"tool_calls":[{"index":"1","id":12,"function":{"name":"f","arguments":"{"}}]}""", """{"tool_calls":[{"index":1,"function":{"arguments":"}"}}]}""");

        Assert.Equal("12 f({})", Describe(decoding));
    }

    [Fact]
    public void A_call_without_an_id_gets_one()
    {
        var decoding = Decoding.OfDeltas("""{"tool_calls":[{"function":{"name":"f","arguments":"{}"}},{"function":{"name":"g","arguments":"{}"}}]}""");

        Assert.Equal("call_0 f({}), call_1 g({})", Describe(decoding));
    }

    [Fact]
    public void Each_choice_has_calls_of_its_own()
    {
        var decoding = Decoding.OfFrames(
            """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{"}}]}},{"index":1,"delta":{"tool_calls":[{"index":0,"id":"b","function":{"name":"g","arguments":"{"}}]}}]}""",
            """{"choices":[{"index":1,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"}"}}]}},{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"}"}}]}}]}""");

        Assert.Equal(["f({})"], decoding.Completion.Choices[0].ToolCalls.Select(call => call.ToString()));
        Assert.Equal(["g({})"], decoding.Completion.Choices[1].ToolCalls.Select(call => call.ToString()));
    }

    [Fact]
    public void A_hostile_index_costs_no_memory()
    {
        var call = Assert.Single(Decoding.OfDeltas("""{"tool_calls":[{"index":2147483647,"id":"a","function":{"name":"f","arguments":"{}"}}]}""").Completion.ToolCalls);

        Assert.Equal(0, call.Index);
    }

    private static string Describe(Decoding decoding) => string.Join(", ", decoding.Completion.ToolCalls.Select(call => $"{call.Id} {call}"));
}
