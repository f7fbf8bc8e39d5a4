using System.Linq;
using System.Management.Automation;
using StreamPS.Errors;
using StreamPS.Tools;

namespace StreamPS.Commands;

/// <summary>Invoke-ChatCompletion: writes each reply as one object when it's whole.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "ChatCompletion", DefaultParameterSetName = MessageSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.None)]
[OutputType(typeof(ChatCompletion))]
[OutputType(typeof(PSObject))]
public sealed class InvokeChatCompletionCommand : ChatRequestCommand
{
    /// <summary>Writes the answer's object alone.</summary>
    [Parameter]
    public SwitchParameter AsJson { get; set; }

    /// <summary>Looks whether there will be an object, and chooses the service.</summary>
    protected override void BeginProcessing()
    {
        if (AsJson && JsonSchema is null)
            Refuse("-AsJson writes the object that -JsonSchema describes: give both.");
        if (AsJson && Tool.Length > 0 && ToolMode == ChatToolMode.Manual)
            Refuse("-AsJson has no place for the calls of tools that nobody runs: use -ToolMode Confirm or Auto.");
        base.BeginProcessing();
    }

    /// <inheritdoc/>
    protected override void Receive(ChatDelta delta)
    {
        // The completion collects them.
    }

    /// <inheritdoc/>
    protected override void Finish(ChatCompletion completion)
    {
        if (completion.Status != ChatCompletionStatus.Complete)
            return;

        if (AsJson)
            WriteObject(completion.Choices.Select(choice => choice.Json), enumerateCollection: true);
        else
            WriteObject(completion);
    }

    private void Refuse(string message) =>
        ThrowTerminatingError(new ChatInputException(ChatErrorKind.InvalidRequest, message).ToErrorRecord(target: JsonSchema));
}
