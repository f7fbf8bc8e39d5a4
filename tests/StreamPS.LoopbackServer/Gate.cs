using System.Threading.Tasks;

namespace StreamPS.LoopbackServer;

/// <summary>Holds a reply until the test opens it: the way to prove that something happened before the next bytes were sent.</summary>
public sealed class Gate
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when a reply waits at the gate: everything before it has been sent.</summary>
    public Task Reached => _reached.Task;

    internal Task Opened => _opened.Task;

    /// <summary>Lets every reply through, those that come later as well.</summary>
    public void Open() => _opened.TrySetResult();

    internal void Reach() => _reached.TrySetResult();
}
