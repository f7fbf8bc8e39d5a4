using System;
using System.Threading;

namespace StreamPS.Transport;

/// <summary>Cancels a request that hasn't reached its service in time.</summary>
internal sealed class ConnectionTimer : IDisposable
{
    private readonly CancellationTokenSource _abort;
    private readonly ITimer? _timer;
    private volatile bool _isConnected;
    private volatile bool _hasExpired;

    public ConnectionTimer(TimeProvider clock, TimeSpan? limit, CancellationToken cancellationToken)
    {
        _abort = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (limit is { } time)
            _timer = clock.CreateTimer(_ => Expire(), state: null, time, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Cancelled when the time is up, and when the caller cancels.</summary>
    public CancellationToken Token => _abort.Token;

    /// <summary>True when the time was up before the service was reached.</summary>
    public bool HasExpired => _hasExpired;

    /// <summary>True when the service was reached.</summary>
    public bool IsConnected => _isConnected;

    /// <summary>The service was reached: the limit doesn't matter any more.</summary>
    public void Stop()
    {
        _isConnected = true;
        _timer?.Dispose();
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _abort.Dispose();
    }

    private void Expire()
    {
        if (_isConnected)
            return;

        _hasExpired = true;
        try
        {
            _abort.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The request ended at the same moment: there is nothing left to cancel.
        }
    }
}
