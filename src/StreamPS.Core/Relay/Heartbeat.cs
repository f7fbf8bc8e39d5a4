using System;
using System.Threading;
using System.Threading.Tasks;

namespace StreamPS.Relay;

/// <summary>Says when a client has waited long enough to be told that it's not forgotten.</summary>
internal sealed class Heartbeat : IDisposable
{
    private readonly TimeProvider _clock;
    private readonly TimeSpan _interval;
    private TaskCompletionSource<bool> _due;
    private ITimer _timer;

    public Heartbeat(TimeProvider clock, TimeSpan interval)
    {
        _clock = clock;
        _interval = interval;
        _due = CreateDue();
        _timer = CreateTimer();
    }

    /// <summary>Completes when it's time.</summary>
    public Task Due => _due.Task;

    /// <summary>Begins to wait anew.</summary>
    public void Restart()
    {
        _timer.Dispose();
        _due = CreateDue();
        _timer = CreateTimer();
    }

    public void Dispose() => _timer.Dispose();

    private static TaskCompletionSource<bool> CreateDue() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ITimer CreateTimer() =>
        _clock.CreateTimer(state => ((TaskCompletionSource<bool>)state!).TrySetResult(true), _due, _interval, Timeout.InfiniteTimeSpan);
}
