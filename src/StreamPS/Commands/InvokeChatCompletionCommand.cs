using System.Management.Automation;

namespace StreamPS.Commands;

/// <summary>Invoke-ChatCompletion: writes each reply as one object when it's whole.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "ChatCompletion", DefaultParameterSetName = MessageSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.None)]
[OutputType(typeof(ChatCompletion))]
public sealed class InvokeChatCompletionCommand : ChatRequestCommand
{
    /// <inheritdoc/>
    private protected override void Receive(PromptRun run, ChatDelta delta)
    {
        // The completion collects them.
    }

    /// <inheritdoc/>
    private protected override void Finish(PromptRun run, ChatCompletion completion)
    {
        if (completion.Status is ChatCompletionStatus.Complete or ChatCompletionStatus.Limited)
            WriteObject(WithInput(run, completion));
    }
}
