using System;
using System.Threading;
using System.Threading.Tasks;

namespace StreamPS.Cassettes;

/// <summary>The time since a request that is being replayed.</summary>
internal sealed class ReplayTime
{
    private readonly TimeProvider _clock;
    private readonly CassettePlayer _player;
    private readonly long _start;

    public ReplayTime(TimeProvider clock, CassettePlayer player)
    {
        _clock = clock;
        _player = player;
        _start = clock.GetTimestamp();
    }

    /// <summary>Waits until something comes that was recorded at a time.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task WaitUntilAsync(double milliseconds, CancellationToken cancellationToken) =>
        Clock.DelayAsync(_clock, _player.Scale(TimeSpan.FromMilliseconds(milliseconds)) - _clock.GetElapsedTime(_start), cancellationToken);
}
