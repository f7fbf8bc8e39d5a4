using System;
using System.Collections.Generic;
using System.Linq;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Streaming;

/// <summary>Deltas that are joined before they're handed on.</summary>
public sealed class ChatDeltaJoinerTests
{
    private readonly ManualClock _clock = new();
    private readonly List<string> _written = [];

    [Fact]
    public void Text_waits_for_the_count()
    {
        var joiner = new ChatDeltaJoiner(count: 3, interval: null, _clock);
        foreach (string text in "abcdefg".Select(letter => $"{letter}"))
            joiner.Add(new ChatDelta { Content = text }, Write);
        Assert.Equal(["abc", "def"], _written);
        Assert.Null(joiner.TimeLeft);

        joiner.Flush(Write);
        Assert.Equal(["abc", "def", "g"], _written);
        joiner.Flush(Write);
        Assert.Equal(3, _written.Count);
    }

    [Fact]
    public void Text_waits_for_the_interval_since_the_first()
    {
        var joiner = new ChatDeltaJoiner(count: null, TimeSpan.FromMilliseconds(100), _clock);
        Assert.Null(joiner.TimeLeft);
        joiner.Add(new ChatDelta { Content = "a" }, Write);
        _clock.Advance(TimeSpan.FromMilliseconds(60));
        joiner.Add(new ChatDelta { Content = "b" }, Write);
        Assert.Equal(TimeSpan.FromMilliseconds(40), joiner.TimeLeft);
        Assert.Empty(_written);

        _clock.Advance(TimeSpan.FromMilliseconds(40));
        Assert.Equal(TimeSpan.Zero, joiner.TimeLeft);
        joiner.Add(new ChatDelta { Content = "c" }, Write);
        Assert.Equal(["abc"], _written);
        Assert.Null(joiner.TimeLeft);
    }

    [Fact]
    public void What_is_joined_has_the_place_and_the_time_of_its_first()
    {
        var joiner = new ChatDeltaJoiner(count: 2, interval: null, _clock);
        ChatDelta? joined = null;
        joiner.Add(new ChatDelta { Content = "a", Role = ChatRole.Assistant, Index = 1, Sequence = 5, Elapsed = TimeSpan.FromSeconds(1), PromptIndex = 3 }, delta => joined = delta);
        joiner.Add(new ChatDelta { Content = "b", Index = 1, Sequence = 6, Elapsed = TimeSpan.FromSeconds(2), PromptIndex = 3 }, delta => joined = delta);

        Assert.NotNull(joined);
        Assert.Equal("ab", joined.Content);
        Assert.Equal((ChatRole.Assistant, 1, 5, TimeSpan.FromSeconds(1), 3), (joined.Role, joined.Index, joined.Sequence, joined.Elapsed, joined.PromptIndex));
    }

    [Fact]
    public void One_alone_is_handed_on_as_it_is()
    {
        var joiner = new ChatDeltaJoiner(count: 2, interval: null, _clock);
        var delta = new ChatDelta { Content = "a" };
        joiner.Add(delta, Write);
        joiner.Flush(written => Assert.Same(delta, written));
    }

    [Fact]
    public void More_than_text_is_not_joined_and_everything_before_it_goes_first()
    {
        var joiner = new ChatDeltaJoiner(count: 100, interval: null, _clock);
        joiner.Add(new ChatDelta { Reasoning = "r" }, Write);
        joiner.Add(new ChatDelta { Reasoning = "R" }, Write);
        joiner.Add(new ChatDelta { Content = "a" }, Write);
        joiner.Add(new ChatDelta { Content = "b" }, Write);
        joiner.Add(new ChatDelta { ToolCall = new ToolCallDelta(0, "id", "f", "") }, Write);
        joiner.Add(new ChatDelta { Content = "c", FinishReason = ChatFinishReason.Stop }, Write);
        Assert.Equal(["(rR)", "ab", "f", "c Stop"], _written);
    }

    [Fact]
    public void Prompts_and_choices_are_joined_apart()
    {
        var joiner = new ChatDeltaJoiner(count: 2, interval: null, _clock);
        joiner.Add(new ChatDelta { Content = "a", PromptIndex = 1 }, Write);
        joiner.Add(new ChatDelta { Content = "b", Index = 1 }, Write);
        joiner.Add(new ChatDelta { Content = "c" }, Write);
        joiner.Add(new ChatDelta { Content = "A", PromptIndex = 1 }, Write);
        joiner.Flush(Write);
        Assert.Equal(["aA", "c", "b"], _written);
    }

    private void Write(ChatDelta delta) =>
        _written.Add((delta.Reasoning is null ? "" : $"({delta.Reasoning})") + delta.Content + delta.ToolCall?.Name + (delta.FinishReason is null ? "" : $" {delta.FinishReason}"));
}
