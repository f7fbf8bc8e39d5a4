using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using System.Threading;

namespace StreamPS.Commands;

/// <summary>A cmdlet that can be stopped at any moment.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "The token source holds nothing but memory, and StopProcessing may come from another thread after the cmdlet was disposed.")]
public abstract class ChatCommand : PSCmdlet
{
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Cancelled when the pipeline is stopped.</summary>
    protected CancellationToken StopToken => _stop.Token;

    /// <summary>Stops what is under way. It doesn't wait for it: the engine stops the commands of a pipeline one after the other.</summary>
    protected override void StopProcessing() => _stop.Cancel();
}
