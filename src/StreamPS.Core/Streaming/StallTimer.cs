using System;
using System.Threading;

namespace StreamPS.Streaming;

/// <summary>
/// Watches that a response begins in time and then doesn't stall. A wait costs a look at the clock: the timer isn't set anew for each, but
/// looks when it fires whether the wait under way has lasted too long.
/// </summary>
internal sealed class StallTimer : IDisposable
{
    private readonly object _lock = new();
    private readonly TimeProvider _clock;
    private readonly ChatTimeouts _limits;
    private readonly Action _stop;
    private ITimer? _timer;
    private bool _hasBegun;
    private bool _isDisposed;
    private long _waitingSince;
    private volatile ChatException? _failure;

    /// <param name="clock">The clock.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="stop">Is called when one is exceeded.</param>
    public StallTimer(TimeProvider clock, ChatTimeouts limits, Action stop)
    {
        _clock = clock;
        _limits = limits;
        _stop = stop;
        SetTimer(limits.FirstToken);
    }

    /// <summary>The limit that was exceeded, as an error; null as long as none was.</summary>
    public ChatException? Failure => _failure;

    /// <summary>The reader begins to wait for a delta.</summary>
    public void BeginWait() => Volatile.Write(ref _waitingSince, Math.Max(1, _clock.GetTimestamp()));

    /// <summary>A delta has come.</summary>
    public void EndWait()
    {
        Volatile.Write(ref _waitingSince, 0);
        if (_hasBegun)
            return;

        _hasBegun = true;
        SetTimer(_limits.Idle);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _timer?.Dispose();
        }
    }

    private void SetTimer(TimeSpan? time)
    {
        lock (_lock)
        {
            _timer?.Dispose();
            _timer = time is null || _isDisposed ? null : _clock.CreateTimer(_ => Look(), state: null, time.Value, Timeout.InfiniteTimeSpan);
        }
    }

    private void Look()
    {
        if (!_hasBegun)
        {
            Fail(ChatErrorKind.FirstTokenTimeout, $"The service sent no text within {_limits.FirstToken!.Value.TotalSeconds:0.###} s.");
            return;
        }

        // The first delta has come while the timer for it fired, and silence after it has no limit.
        if (_limits.Idle is not { } limit)
            return;

        long since = Volatile.Read(ref _waitingSince);
        var rest = since == 0 ? limit : limit - _clock.GetElapsedTime(since);
        if (rest > TimeSpan.Zero)
            SetTimer(rest);
        else
            Fail(ChatErrorKind.IdleTimeout, $"The stream has brought nothing new for {limit.TotalSeconds:0.###} s.");
    }

    private void Fail(ChatErrorKind kind, string message)
    {
        _failure = new ChatConnectionException(kind, message);
        _stop();
    }
}
