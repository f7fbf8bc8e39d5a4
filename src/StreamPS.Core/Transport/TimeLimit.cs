using System;
using System.Threading;

namespace StreamPS.Transport;

/// <summary>A token that is cancelled when the time for something is up.</summary>
internal sealed class TimeLimit : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly ITimer? _timer;
    private volatile bool _isLifted;
    private volatile bool _hasExpired;

    /// <param name="clock">The clock.</param>
    /// <param name="time">The time; null sets no limit.</param>
    /// <param name="cancellationToken">The caller's own token.</param>
    public TimeLimit(TimeProvider clock, TimeSpan? time, CancellationToken cancellationToken)
    {
        _source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (time is { } limit)
            _timer = clock.CreateTimer(_ => Expire(), state: null, limit, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Cancelled when the time is up, and when the caller cancels.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>True when the time was up before the limit was lifted.</summary>
    public bool HasExpired => _hasExpired;

    /// <summary>True when what it was for has happened.</summary>
    public bool IsLifted => _isLifted;

    /// <summary>What it was for has happened: the time doesn't matter any more.</summary>
    public void Lift()
    {
        _isLifted = true;
        _timer?.Dispose();
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _source.Dispose();
    }

    private void Expire()
    {
        if (_isLifted)
            return;

        _hasExpired = true;
        _source.CancelUnlessDisposed();
    }
}
