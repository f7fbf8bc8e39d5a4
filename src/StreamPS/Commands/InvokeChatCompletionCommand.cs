using System.Management.Automation;

namespace StreamPS.Commands;

/// <summary>Invoke-ChatCompletion: writes each reply as one object when it's whole.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "ChatCompletion", DefaultParameterSetName = MessageSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.None)]
[OutputType(typeof(ChatCompletion))]
public sealed class InvokeChatCompletionCommand : ChatRequestCommand
{
    /// <inheritdoc/>
    protected override void Receive(ChatDelta delta)
    {
        // The completion collects them.
    }

    /// <inheritdoc/>
    protected override void Finish(ChatCompletion completion)
    {
        if (completion.Status == ChatCompletionStatus.Complete)
            WriteObject(completion);
    }
}
