using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Protocols;

public sealed class OpenAIUsageTests
{
    private const string Counts = "\"usage\":{\"prompt_tokens\":19,\"completion_tokens\":13,\"total_tokens\":32}";

    [Theory]
    [InlineData("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"," + Counts + "}]}")]
    [InlineData("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]," + Counts + "}")]
    [InlineData("{" + Counts + ",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}")]
    [InlineData("{\"choices\":[]," + Counts + "}")]
    [InlineData("{\"choices\":null," + Counts + "}")]
    [InlineData("{" + Counts + "}")]
    [InlineData("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],\"x_groq\":{\"id\":\"req_1\"," + Counts + "}}")]
    [InlineData("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],\"x_groq\":{" + Counts + "}," + Counts + "}")]
    [InlineData("{\"choices\":[{\"index\":0,\"delta\":{}," + Counts + "}],\"usage\":null}")]
    public void Usage_is_found_in_all_its_places(string chunk)
    {
        var decoding = Decoding.OfFrames(chunk);

        Assert.Equal("19 + 13 = 32", Assert.Single(decoding.Deltas).Usage?.ToString());
        Assert.Equal("19 + 13 = 32", decoding.Completion.Usage?.ToString());
        Assert.Equal(ChatUsageSource.Service, decoding.Completion.UsageSource);
    }

    [Theory]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":5}""", 15, null, null)]
    [InlineData("""{"prompt_tokens":12,"completion_tokens":1,"total_tokens":303}""", 303, null, null)]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":4,"audio_tokens":9}}""", 15, 4, null)]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":5,"cached_tokens":4}""", 15, 4, null)]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":5,"prompt_cache_hit_tokens":4,"prompt_cache_miss_tokens":6}""", 15, 4, null)]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":5,"cached_tokens":4,"prompt_tokens_details":{"cached_tokens":3}}""", 15, 4, null)]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":5,"completion_tokens_details":{"reasoning_tokens":3}}""", 15, null, 3)]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":5,"prompt_tokens_details":null,"completion_tokens_details":7,"cost":0.1,"x":{}}""", 15, null, null)]
    [InlineData("""{"prompt_tokens":"10","completion_tokens":"5","total_tokens":"15","cached_tokens":"4"}""", 15, 4, null)]
    public void Details_of_usage_are_read_where_services_put_them(string usage, int total, int? cached, int? reasoning)
    {
        var counted = Assert.Single(Decoding.OfFrames($$"""{"choices":[],"usage":{{usage}}}""").Deltas).Usage;

        Assert.NotNull(counted);
        Assert.Equal((total, cached, reasoning), (counted.TotalTokens, counted.CachedTokens, counted.ReasoningTokens));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("\"many\"")]
    [InlineData("""{"prompt_tokens":null,"completion_tokens":null}""")]
    [InlineData("""{"cost":1}""")]
    public void Without_counts_there_is_no_usage(string usage)
    {
        var decoding = Decoding.OfFrames($$"""{"choices":[],"usage":{{usage}}}""");

        Assert.Empty(decoding.Deltas);
        Assert.Null(decoding.Completion.Usage);
        Assert.Equal(ChatUsageSource.None, decoding.Completion.UsageSource);
        Assert.Null(decoding.Completion.TokensPerSecond);
    }

    [Fact]
    public void Of_running_totals_the_last_counts()
    {
        var decoding = Decoding.OfFrames(
            """{"choices":[{"delta":{"content":"a"}}],"usage":{"prompt_tokens":5,"completion_tokens":1,"total_tokens":6}}""",
            """{"choices":[{"delta":{"content":"b"}}],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}""",
            """{"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":4,"total_tokens":9}}""");

        Assert.Equal("ab", decoding.Completion.Text);
        Assert.Equal("5 + 4 = 9", decoding.Completion.Usage?.ToString());
        Assert.Equal(2.0, decoding.Completion.TokensPerSecond);
    }

    [Theory]
    [InlineData("reasoning_content")]
    [InlineData("refusal")]
    public void Running_totals_beside_other_texts_lose_nothing(string field)
    {
        var decoding = Decoding.OfFrames(
            $$$"""{"choices":[{"delta":{"{{{field}}}":"one "}}],"usage":{"prompt_tokens":5,"completion_tokens":1,"total_tokens":6}}""",
            $$$"""{"choices":[{"delta":{"{{{field}}}":"two"}}],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}""");

        Assert.Equal("one two", decoding.Completion.Reasoning + decoding.Completion.Refusal);
        Assert.Equal("5 + 2 = 7", decoding.Completion.Usage?.ToString());
    }

    [Fact]
    public void Usage_of_all_choices_together_is_not_added_to_that_of_each()
    {
        var decoding = Decoding.OfFrames(
            """{"choices":[{"index":0,"delta":{},"finish_reason":"stop","usage":{"prompt_tokens":5,"completion_tokens":3,"total_tokens":8}}]}""",
            """{"choices":[{"index":1,"delta":{},"finish_reason":"stop","usage":{"prompt_tokens":5,"completion_tokens":4,"total_tokens":9}}]}""",
            """{"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":7,"total_tokens":12}}""");

        Assert.Equal("5 + 7 = 12", decoding.Completion.Usage?.ToString());
    }

    [Fact]
    public void A_chunk_may_follow_the_usage()
    {
        var decoding = Decoding.OfFrames("{\"choices\":[]," + Counts + "}", """{"choices":[{"delta":{"content":"late"}}]}""", "[DONE]");

        Assert.Equal("late", decoding.Completion.Text);
        Assert.Equal("19 + 13 = 32", decoding.Completion.Usage?.ToString());
    }
}
