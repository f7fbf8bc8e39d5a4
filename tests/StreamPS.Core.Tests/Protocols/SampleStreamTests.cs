using System.IO;
using System.Linq;
using System.Text;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Protocols;

/// <summary>The streams of the services' guides, word for word.</summary>
public sealed class SampleStreamTests
{
    [Fact]
    public void Moonshot_sends_usage_inside_the_choice()
    {
        var decoding = Decoding.OfStream(Samples.Moonshot);

        Assert.Equal("你好|，李雷🎉", decoding.Content);
        Assert.Equal("cmpl-1305", decoding.Id);
        Assert.Equal("kimi-k2-turbo-preview", decoding.Model);
        Assert.True(decoding.HasEnded);
        Assert.Equal(3, decoding.Deltas.Count);
        Assert.Equal([ChatRole.Assistant, null, null], decoding.Deltas.Select(delta => delta.Role));
        Assert.Equal([null, null, ChatFinishReason.Stop], decoding.Deltas.Select(delta => delta.FinishReason));
        Assert.Equal("19 + 13 = 32", decoding.Deltas[2].Usage?.ToString());
        Assert.Null(decoding.Deltas[2].Content);
        Assert.Equal("19 + 13 = 32", decoding.Completion.Usage?.ToString());
    }

    [Fact]
    public void OpenAI_sends_usage_in_a_last_chunk_without_choices()
    {
        var decoding = Decoding.OfStream(Samples.OpenAI);

        Assert.Equal("Hi", decoding.Content);
        Assert.Equal(3, decoding.Deltas.Count);
        Assert.Equal(ChatFinishReason.Stop, decoding.Deltas[1].FinishReason);
        Assert.Null(decoding.Deltas[1].Usage);
        var usage = decoding.Deltas[2].Usage;
        Assert.NotNull(usage);
        Assert.Equal((9, 1, 10, 4, 2), (usage.PromptTokens, usage.CompletionTokens, usage.TotalTokens, usage.CachedTokens, usage.ReasoningTokens));
        Assert.Null(decoding.Deltas[2].Role);
        Assert.True(decoding.HasEnded);
    }

    [Fact]
    public void DashScope_orders_its_keys_otherwise_and_ends_with_an_empty_content()
    {
        var decoding = Decoding.OfStream(Samples.DashScope);

        Assert.Equal("我是", decoding.Content);
        Assert.Equal("chatcmpl-428b", decoding.Id);
        Assert.Equal("qwen-max", decoding.Model);
        Assert.Equal([ChatRole.Assistant, null, null], decoding.Deltas.Select(delta => delta.Role));
        Assert.Equal("stop", decoding.Deltas[1].FinishReasonText);
        Assert.Null(decoding.Deltas[1].Content);
        Assert.Equal("22 + 17 = 39", decoding.Deltas[2].Usage?.ToString());
    }

    [Fact]
    public void MegaLlm_leaves_out_the_content_and_the_index()
    {
        var decoding = Decoding.OfStream(Samples.MegaLlm);

        Assert.Equal("Hello| there", decoding.Content);
        Assert.All(decoding.Deltas, delta => Assert.Equal(0, delta.Index));
        Assert.Equal([ChatRole.Assistant, null, null], decoding.Deltas.Select(delta => delta.Role));
        Assert.Equal("Hello there", decoding.Completion.Text);
        Assert.Equal("gpt-4", decoding.Model);
    }

    [Fact]
    public void A_tool_call_comes_in_pieces()
    {
        var decoding = Decoding.OfStream(Samples.ToolCall);

        Assert.Equal(["", "{\"city\":", "\"Rome\"}", null], decoding.Deltas.Select(delta => delta.ToolCall?.Arguments));
        Assert.Equal(["call_a", null, null, null], decoding.Deltas.Select(delta => delta.ToolCall?.Id));
        Assert.Equal(["weather", null, null, null], decoding.Deltas.Select(delta => delta.ToolCall?.Name));
        var call = Assert.Single(decoding.Completion.ToolCalls);
        Assert.Equal("weather({\"city\":\"Rome\"})", call.ToString());
        Assert.Equal("call_a", call.Id);
        Assert.Equal("Rome", call.Arguments?.GetProperty("city").GetString());
        Assert.Equal(ChatFinishReason.ToolCalls, decoding.Completion.FinishReason);
    }

    [Theory]
    [MemberData(nameof(Samples.Names), MemberType = typeof(Samples))]
    public void A_sample_decodes_the_same_wherever_its_bytes_are_split(string name)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Samples.All[name]);
        string expected = Describe(Decoding.OfStream(new MemoryStream(bytes)));

        for (int split = 1; split < bytes.Length; split++)
            Assert.Equal(expected, Describe(Decoding.OfStream(new SlicedStream(bytes, [split]))));
        Assert.Equal(expected, Describe(Decoding.OfStream(new SlicedStream(bytes, Enumerable.Repeat(1, bytes.Length)))));
    }

    [Theory]
    [MemberData(nameof(Samples.Names), MemberType = typeof(Samples))]
    public void A_sample_without_its_last_line_ends_is_whole(string name) =>
        Assert.True(Decoding.OfStream(Samples.All[name].TrimEnd()).HasEnded);

    [Theory]
    [MemberData(nameof(Samples.Names), MemberType = typeof(Samples))]
    public void A_sample_without_its_end_marker_is_not(string name) =>
        Assert.False(Decoding.OfStream(Samples.All[name].Replace("data: [DONE]", "", System.StringComparison.Ordinal)).HasEnded);

    private static string Describe(Decoding decoding) => string.Join(
        "\n",
        decoding.Deltas.Select(delta => $"{delta.Sequence} {delta.Index} {delta.Role} {delta.Content} {delta.ToolCall?.Id} {delta.ToolCall} {delta.FinishReason} {delta.Usage}")
            .Append($"{decoding.Id} {decoding.Model} {decoding.HasEnded} {decoding.Error?.Message}"));
}
