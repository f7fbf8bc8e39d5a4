using System.Management.Automation;
using StreamPS.Errors;
using StreamPS.Tools;

namespace StreamPS.Commands;

/// <summary>Invoke-ChatCompletion: writes each reply as one object when it's whole.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "ChatCompletion", DefaultParameterSetName = MessageSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.None)]
[OutputType(typeof(ChatCompletion))]
[OutputType(typeof(PSObject))]
public sealed class InvokeChatCompletionCommand : ChatReplyCommand
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
    private protected override void Receive(PromptRun run, ChatDelta delta)
    {
        // The completion collects them.
    }

    /// <inheritdoc/>
    private protected override void Finish(PromptRun run, ChatCompletion completion)
    {
        if (completion.Status is not (ChatCompletionStatus.Complete or ChatCompletionStatus.Limited))
            return;

        if (AsJson)
            WriteAnswers(run, completion);
        else
            WriteObject(WithInput(run, completion));
    }

    private void WriteAnswers(PromptRun run, ChatCompletion completion)
    {
        foreach (var choice in completion.Choices)
        {
            if (choice.Json is { } answer)
                WriteObject(WithInput(run, answer));
            else if (completion.Status == ChatCompletionStatus.Complete)
                WriteObject(null);
            else
                WriteError(new ChatStreamException(ChatErrorKind.AnswerMismatch, "The answer was limited before it was whole.").ToErrorRecord(run.Target));
        }
    }

    private void Refuse(string message) =>
        ThrowTerminatingError(new ChatInputException(ChatErrorKind.InvalidRequest, message).ToErrorRecord(target: JsonSchema));
}
