using System;
using System.Threading;
using System.Threading.Tasks;

namespace StreamPS.Relay.Http;

/// <summary>Waiting for a task that goes on when the wait is given up: a read of a socket can't be stopped on every platform without closing it.</summary>
internal static class TaskWaiting
{
    /// <exception cref="OperationCanceledException">The token was cancelled before the task was through.</exception>
    public static async Task OrCancelled(this Task task, CancellationToken cancellationToken)
    {
        if (!task.IsCompleted && cancellationToken.CanBeCanceled)
        {
            var cancelled = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            using (cancellationToken.Register(state => ((TaskCompletionSource<bool>)state!).TrySetResult(true), cancelled))
            {
                if (await Task.WhenAny(task, cancelled.Task).ConfigureAwait(false) != task)
                    throw new OperationCanceledException(cancellationToken);
            }
        }

        await task.ConfigureAwait(false);
    }
}
