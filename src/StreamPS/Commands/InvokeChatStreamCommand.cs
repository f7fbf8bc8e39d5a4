using System.Management.Automation;
using StreamPS.Display;

namespace StreamPS.Commands;

/// <summary>Invoke-ChatStream: writes the deltas of a reply to the pipeline as they arrive.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "ChatStream", DefaultParameterSetName = MessageSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.None)]
[OutputType(typeof(ChatDelta))]
public sealed class InvokeChatStreamCommand : ChatRequestCommand
{
    private InlineDisplay? _inline;

    /// <summary>Decides where the deltas go, and chooses the service.</summary>
    protected override void BeginProcessing()
    {
        _inline = DisplayChoice.IsInline(this) ? new InlineDisplay(this) : null;
        base.BeginProcessing();
    }

    /// <inheritdoc/>
    protected override void Receive(ChatDelta delta)
    {
        if (_inline is null)
            WriteObject(delta);
        else
            _inline.Add(delta);
    }

    /// <inheritdoc/>
    protected override void Finish(ChatCompletion completion)
    {
        // The text is out already, and an error has been written; what the last delta says isn't text.
        if (_inline is not null && completion.FinishReason is ChatFinishReason.Length)
            WriteWarning("The reply ends here because it has as many tokens as it may have (-MaxTokens, or the model's own limit).");
        else if (_inline is not null && completion.FinishReason is ChatFinishReason.ContentFilter)
            WriteWarning("The service's content filter has ended the reply.");
    }

    /// <inheritdoc/>
    private protected override void Rest() => _inline?.Flush();

    /// <inheritdoc/>
    private protected override void MakeRoom() => _inline?.BreakLine();

    /// <inheritdoc/>
    private protected override void Close() => _inline?.End();
}
