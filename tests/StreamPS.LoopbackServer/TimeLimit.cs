using System;
using System.Threading.Tasks;

namespace StreamPS.LoopbackServer;

/// <summary>How long a wait may take. It bounds a failure, and says what was awaited in vain.</summary>
internal readonly record struct TimeLimit(TimeSpan Time)
{
    private static readonly TimeSpan Default = TimeSpan.FromSeconds(10);

    public static TimeLimit From(TimeSpan? time) => new(time ?? Default);

    /// <exception cref="TimeoutException">The task didn't complete in time.</exception>
    public async Task<T> WaitAsync<T>(Task<T> task, Func<string> complain)
    {
        await WaitAsync((Task)task, complain);
        return await task;
    }

    /// <exception cref="TimeoutException">The task didn't complete in time.</exception>
    public async Task WaitAsync(Task task, Func<string> complain)
    {
        try
        {
            await task.WaitAsync(Time);
        }
        catch (TimeoutException exception) when (!task.IsCompleted)
        {
            throw new TimeoutException($"{complain()} after {Time.TotalSeconds} s.", exception);
        }
    }
}
