using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using Xunit;

namespace StreamPS.Tests.Support;

/// <summary>A clock that stands still until the test moves it. Waiting for its timers fails after a while instead of hanging.</summary>
internal sealed class ManualClock : TimeProvider
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(0.1);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly Waiters _waiters = new();
    private DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
            return _now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            var timer = new ManualTimer(this, () => callback(state), _now + dueTime);
            _timers.Add(timer);
            _waiters.Notify();
            return timer;
        }
    }

    /// <summary>Completes when something waits for the clock.</summary>
    public Task WaitForTimerAsync() => WaitForAsync(() => _timers.Count > 0, "No timer was set");

    /// <summary>Completes when something waits for the clock that comes due within the limit.</summary>
    public Task WaitForTimerAsync(TimeSpan limit) =>
        WaitForAsync(() => _timers.Exists(timer => timer.Due <= _now + limit), $"No timer was set that is due within {limit}");

    /// <summary>Completes when so many wait for the clock.</summary>
    public Task WaitForTimersAsync(int count) => WaitForAsync(() => _timers.Count >= count, $"Not {count} timers were set");

    /// <summary>Completes when nothing waits for the clock.</summary>
    public Task WaitForNoTimerAsync() => WaitForAsync(() => _timers.Count == 0, "Not every timer has gone");

    /// <summary>Moves the clock and fires the timers that come due, the earliest first.</summary>
    public void Advance(TimeSpan time)
    {
        var end = GetUtcNow() + time;
        while (TakeDue(end) is { } timer)
            timer.Fire();
        lock (_lock)
        {
            _now = end;
            _waiters.Notify();
        }
    }

    /// <summary>Moves the clock by a time that ends what somebody waits for, and not a moment before: whether it has ended then, the caller looks.</summary>
    public void AdvanceToEndOf(Task wait, TimeSpan time)
    {
        Advance(time - Moment);
        Assert.False(wait.IsCompleted);
        Advance(Moment);
    }

    /// <summary>Moves the clock to the earliest timer and fires it, unless that is further away than the limit.</summary>
    /// <returns>How far it was; zero when there is none.</returns>
    public TimeSpan AdvanceToNextTimer(TimeSpan limit)
    {
        var before = GetUtcNow();
        TakeDue(before + limit)?.Fire();
        return GetUtcNow() - before;
    }

    private ManualTimer? TakeDue(DateTimeOffset end)
    {
        lock (_lock)
        {
            var timer = _timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
            if (timer is null)
                return null;

            _timers.Remove(timer);
            _now = timer.Due > _now ? timer.Due : _now;
            _waiters.Notify();
            return timer;
        }
    }

    private void Remove(ManualTimer timer)
    {
        lock (_lock)
        {
            _timers.Remove(timer);
            _waiters.Notify();
        }
    }

    private async Task WaitForAsync(Func<bool> condition, string complaint)
    {
        Task met;
        lock (_lock)
            met = _waiters.WaitForAsync(condition);
        try
        {
            await met.WaitAsync(Limit);
        }
        catch (TimeoutException exception)
        {
            lock (_lock)
                throw new TimeoutException($"{complaint} after {Limit.TotalSeconds} s. The clock has {_timers.Count} timers.", exception);
        }
    }

    private sealed class ManualTimer(ManualClock clock, Action fire, DateTimeOffset due) : ITimer
    {
        public DateTimeOffset Due => due;

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException();

        public void Dispose() => clock.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
