using System.Threading.Tasks;

namespace StreamPS.Commands;

/// <summary>The one place where a thread waits for a task: the pipeline thread, which has nothing else to do.</summary>
internal static class Blocking
{
    public static T Wait<T>(ValueTask<T> task) => task.IsCompletedSuccessfully ? task.Result : task.AsTask().GetAwaiter().GetResult();

    public static void Wait(ValueTask task)
    {
        if (!task.IsCompletedSuccessfully)
            task.AsTask().GetAwaiter().GetResult();
    }
}
