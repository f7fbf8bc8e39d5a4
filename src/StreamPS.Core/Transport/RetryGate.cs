using System;

namespace StreamPS.Transport;

/// <summary>Holds back the requests to one service while it has told one of them to wait.</summary>
internal sealed class RetryGate
{
    private readonly object _lock = new();
    private long _closedAt;
    private TimeSpan _closedFor;

    /// <summary>Closes the gate, unless it's closed for longer already.</summary>
    public void Close(TimeProvider clock, TimeSpan time)
    {
        lock (_lock)
        {
            if (time <= GetRemaining(clock))
                return;

            _closedAt = clock.GetTimestamp();
            _closedFor = time;
        }
    }

    /// <summary>How long the gate stays closed; zero when it's open.</summary>
    public TimeSpan GetWait(TimeProvider clock)
    {
        lock (_lock)
            return GetRemaining(clock);
    }

    private TimeSpan GetRemaining(TimeProvider clock)
    {
        if (_closedFor == TimeSpan.Zero)
            return TimeSpan.Zero;

        var remaining = _closedFor - clock.GetElapsedTime(_closedAt);
        return remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
    }
}
