using System;
using System.Collections.Generic;
using System.Threading.Tasks;

namespace StreamPS.LoopbackServer;

/// <summary>Those who wait for a state to become what they want. Not thread-safe: whatever guards the state guards them.</summary>
public sealed class Waiters
{
    private readonly List<(Func<bool> Condition, TaskCompletionSource Met)> _waiters = [];

    /// <summary>Completes when the condition holds: now, or at the first <see cref="Notify"/> that finds it so.</summary>
    public Task WaitForAsync(Func<bool> condition)
    {
        if (condition())
            return Task.CompletedTask;

        var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiters.Add((condition, met));
        return met.Task;
    }

    /// <summary>Says that the state has changed.</summary>
    public void Notify()
    {
        if (_waiters.Count > 0)
            _waiters.RemoveAll(waiter => waiter.Condition() && waiter.Met.TrySetResult());
    }
}
