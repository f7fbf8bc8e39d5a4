using System;
using System.Threading;
using StreamPS.Tests.Support;
using StreamPS.Transport;
using Xunit;

namespace StreamPS.Tests.Transport;

/// <summary>Limits in time: an exception on a timer's thread would end the process, so that none may come of a timer that fires late.</summary>
public sealed class TimeLimitTests
{
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(1);

    private readonly LateClock _clock = new();

    [Fact]
    public void The_token_is_cancelled_when_the_time_is_up()
    {
        using var limit = new TimeLimit(_clock, Time, CancellationToken.None);
        Assert.False(limit.Token.IsCancellationRequested);

        _clock.Fire();

        Assert.True(limit.Token.IsCancellationRequested);
        Assert.True(limit.HasExpired);
    }

    [Fact]
    public void The_token_is_cancelled_when_the_caller_cancels()
    {
        using var caller = new CancellationTokenSource();
        using var limit = new TimeLimit(_clock, time: null, caller.Token);

        caller.Cancel();

        Assert.True(limit.Token.IsCancellationRequested);
        Assert.False(limit.HasExpired);
    }

    [Fact]
    public void A_limit_that_was_lifted_does_not_expire()
    {
        using var limit = new TimeLimit(_clock, Time, CancellationToken.None);

        limit.Lift();
        _clock.Fire();

        Assert.False(limit.Token.IsCancellationRequested);
        Assert.Equal((true, false), (limit.IsLifted, limit.HasExpired));
    }

    [Fact]
    public void A_timer_that_fires_late_harms_nothing()
    {
        var limit = new TimeLimit(_clock, Time, CancellationToken.None);
        limit.Dispose();

        _clock.Fire();

        Assert.True(limit.HasExpired);
    }
}
