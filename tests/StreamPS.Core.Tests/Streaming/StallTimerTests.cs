using System;
using StreamPS.Streaming;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Streaming;

/// <summary>The timer of a stream when its callback and the first delta come at the same moment.</summary>
public sealed class StallTimerTests
{
    private readonly LateClock _clock = new();
    private int _stops;

    [Theory]
    [InlineData(null)]
    [InlineData(5)]
    public void The_first_delta_goes_before_a_timer_that_fires_late(int? idle)
    {
        using var timer = Create(idle);

        timer.EndWait();
        _clock.Fire();

        Assert.Null(timer.Failure);
        Assert.Equal(0, _stops);
    }

    [Fact]
    public void Without_a_first_delta_it_stops()
    {
        using var timer = Create(idle: null);

        _clock.Fire();

        Assert.Equal(ChatErrorKind.FirstTokenTimeout, timer.Failure?.Kind);
        Assert.Equal(1, _stops);
    }

    private StallTimer Create(int? idle) => new(
        _clock,
        new ChatTimeouts { FirstToken = TimeSpan.FromSeconds(1), Idle = idle is { } seconds ? TimeSpan.FromSeconds(seconds) : null },
        () => _stops++);
}
