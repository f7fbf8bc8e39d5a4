using System.Management.Automation;

namespace StreamPS.Commands;

/// <summary>Invoke-ChatStream: writes the deltas of a reply to the pipeline as they arrive.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "ChatStream", DefaultParameterSetName = MessageSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.None)]
[OutputType(typeof(ChatDelta))]
public sealed class InvokeChatStreamCommand : ChatRequestCommand
{
    /// <inheritdoc/>
    protected override void Receive(ChatDelta delta) => WriteObject(delta);

    /// <inheritdoc/>
    protected override void Finish(ChatCompletion completion)
    {
        // The deltas are out already, and an error has been written.
    }
}
