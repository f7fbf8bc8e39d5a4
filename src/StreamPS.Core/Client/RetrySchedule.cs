using System;
using System.Threading;
using System.Threading.Tasks;
using StreamPS.Transport;

namespace StreamPS;

/// <summary>Decides for one request whether it's sent again after a failure, and when it may be sent.</summary>
internal sealed class RetrySchedule
{
    // As in the services' own SDKs: 0.5 s doubled each time, 8 s at most.
    private static readonly TimeSpan FirstInterval = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(8);

    private readonly ChatClient _client;
    private readonly RetryGate _gate;
    private ChatException? _failure;
    private TimeSpan _wait;
    private TimeSpan _waited;
    private int _sinceRestart;

    public RetrySchedule(ChatClient client)
    {
        _client = client;
        _gate = client.Options.Memory.GetGate(client.Provider.BaseUri!, client.Options.ApiKey);
    }

    /// <summary>How many times the request was sent again.</summary>
    public int Count { get; private set; }

    private ChatRetryOptions Options => _client.Options.Retry;

    private TimeProvider Clock => _client.Options.Clock;

    /// <summary>Says whether the request is sent again after a failure. If so, <see cref="WaitForTurnAsync"/> comes next.</summary>
    public bool TryAgain(ChatException failure)
    {
        CloseGate(failure);
        if (_sinceRestart >= Options.MaximumCount || !failure.IsTransient || !TryWait(failure))
            return false;

        _sinceRestart++;
        Count++;
        Trace($"Retry {_sinceRestart} of {Options.MaximumCount} in {Seconds(_wait)}, after {failure.Kind}: {failure.Message}");
        return true;
    }

    /// <summary>
    /// Says whether another request may follow an error of the service, for what it hasn't brought yet: after the same wait as a retry, but it's
    /// none. If so, <see cref="WaitForTurnAsync"/> comes next.
    /// </summary>
    public bool TryGoOn(ChatException failure)
    {
        Restart();
        CloseGate(failure);
        return failure is not ChatServiceException || TryWait(failure);
    }

    /// <summary>Waits until the request may be sent: as long as its own last failure wants, and as long as the service has told others to wait.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async ValueTask WaitForTurnAsync(CancellationToken cancellationToken)
    {
        var own = _wait;
        _wait = TimeSpan.Zero;
        var wait = Longest(own, _gate.GetWait(Clock));
        while (wait > TimeSpan.Zero)
        {
            // Those who only wait with others come one after the other, not all in the moment in which the service takes requests again.
            bool isWithOthers = own == TimeSpan.Zero;
            if (isWithOthers)
                wait += Scale(Shortest(wait, FirstInterval), Options.Random());
            if (_waited + wait > Options.MaximumWait)
                return;

            _waited += wait;
            if (isWithOthers)
                Trace($"Waiting {Seconds(wait)}: the service told another request to.");
            var time = _client.Options.Player?.Scale(wait) ?? wait;
            if (time > TimeSpan.Zero)
                _client.Options.Waiting?.Invoke(new ChatWait(time, isWithOthers ? 0 : Count, isWithOthers ? null : _failure));
            await StreamPS.Clock.DelayAsync(Clock, time, cancellationToken).ConfigureAwait(false);
            own = TimeSpan.Zero;
            wait = _gate.GetWait(Clock);
        }
    }

    private void Restart()
    {
        _sinceRestart = 0;
        _waited = TimeSpan.Zero;
    }

    private void CloseGate(ChatException failure)
    {
        // A recorded answer says nothing about how busy the service is now.
        if (_client.Options.Player is null && failure.IsTransient && failure.RetryAfter is { } told && told <= Options.MaximumWait)
            _gate.Close(Clock, told);
    }

    private bool TryWait(ChatException failure)
    {
        var wait = failure.RetryAfter ?? Options.Interval ?? Backoff(_sinceRestart);
        if (_waited + wait > Options.MaximumWait)
        {
            Trace($"No other request after {failure.Kind}: it would have to wait {Seconds(wait)}, and {Seconds(Options.MaximumWait - _waited)} are left for waiting.");
            return false;
        }

        _failure = failure;
        _wait = wait;
        return true;
    }

    private static TimeSpan Longest(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static TimeSpan Shortest(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan Scale(TimeSpan time, double factor) => TimeSpan.FromTicks((long)(time.Ticks * factor));

    private static string Seconds(TimeSpan time) => $"{time.TotalSeconds:0.##} s";

    private TimeSpan Backoff(int retries) => Scale(Shortest(Scale(FirstInterval, Math.Pow(2, retries)), LongestInterval), Options.Random());

    private void Trace(string text) => _client.Options.Trace?.Invoke(ChatTraceLevel.Request, text);
}
