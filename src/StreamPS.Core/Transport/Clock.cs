using System;
using System.Threading;
using System.Threading.Tasks;

namespace StreamPS;

/// <summary>Waiting by a clock that tests can set. .NET 8 has this built in, netstandard2.0 only the timer.</summary>
internal static class Clock
{
    /// <summary>Waits; a wait of zero or less is over at once.</summary>
    public static async Task DelayAsync(TimeProvider clock, TimeSpan time, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (time <= TimeSpan.Zero)
            return;

        var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var timer = clock.CreateTimer(state => ((TaskCompletionSource<bool>)state!).TrySetResult(true), done, time, Timeout.InfiniteTimeSpan);
        using (cancellationToken.Register(() => done.TrySetCanceled(cancellationToken)))
            await done.Task.ConfigureAwait(false);
    }
}
