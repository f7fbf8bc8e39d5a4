using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace StreamPS.Tests.Support;

/// <summary>A clock whose timers fire when the test says so, also after they were disposed: as a timer does whose callback was on its way already.</summary>
internal sealed class LateClock : TimeProvider
{
    private readonly List<Action> _callbacks = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        _callbacks.Add(() => callback(state));
        return new LateTimer();
    }

    /// <summary>Fires every timer that was ever set.</summary>
    public void Fire()
    {
        foreach (var callback in _callbacks.ToArray())
            callback();
    }

    private sealed class LateTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
