using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace StreamPS.Tests.Support;

/// <summary>A clock that stands still until the test moves it.</summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private TaskCompletionSource _timerAdded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How many wait for the clock.</summary>
    public int TimerCount
    {
        get
        {
            lock (_lock)
                return _timers.Count;
        }
    }

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
            _timerAdded.TrySetResult();
            return timer;
        }
    }

    /// <summary>Completes when something waits for the clock.</summary>
    public Task WaitForTimerAsync()
    {
        lock (_lock)
        {
            if (_timers.Count > 0)
                return Task.CompletedTask;
            if (_timerAdded.Task.IsCompleted)
                _timerAdded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _timerAdded.Task;
        }
    }

    /// <summary>Moves the clock and fires the timers that come due, the earliest first.</summary>
    public void Advance(TimeSpan time)
    {
        var end = GetUtcNow() + time;
        while (TakeDue(end) is { } timer)
            timer.Fire();
        lock (_lock)
            _now = end;
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
            return timer;
        }
    }

    private void Remove(ManualTimer timer)
    {
        lock (_lock)
            _timers.Remove(timer);
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
