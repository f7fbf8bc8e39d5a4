using System;
using System.Collections.Generic;
using System.Management.Automation;
using StreamPS.Display;

namespace StreamPS.Commands;

/// <summary>Invoke-ChatStream: writes the deltas of a reply to the pipeline as they arrive.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "ChatStream", DefaultParameterSetName = MessageSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.None)]
[OutputType(typeof(ChatDelta))]
public sealed class InvokeChatStreamCommand : ChatReplyCommand
{
    private readonly Dictionary<int, PromptRun> _held = [];
    private InlineDisplay? _inline;
    private ChatDeltaJoiner? _joiner;

    // Made once, and not for each delta.
    private Action<ChatDelta> _writeHeld = null!;

    /// <summary>How long deltas of text are held back to be joined with the next ones, in milliseconds.</summary>
    [Parameter]
    [ValidateRange(1, LongestTime)]
    public int? FlushInterval { get; set; }

    /// <summary>How many deltas of text are joined.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? FlushCount { get; set; }

    /// <summary>How many deltas of each reply may have arrived and not been written; beyond it the service waits.</summary>
    [Parameter]
    [ValidateRange(1, 1_000_000)]
    public int? ReadAhead { get; set; }

    /// <summary>Decides where the deltas go, and chooses the service.</summary>
    protected override void BeginProcessing()
    {
        _inline = DisplayChoice.IsInline(this) ? new InlineDisplay(this) : null;
        base.BeginProcessing();
        if (FlushInterval is null && FlushCount is null)
            return;

        _writeHeld = delta => Write(_held[delta.PromptIndex], delta);
        _joiner = new ChatDeltaJoiner(FlushCount, FlushInterval is { } interval ? TimeSpan.FromMilliseconds(interval) : null);
        Pipeline.TimeLeft = () => _joiner.TimeLeft;
        Pipeline.AtDeadline = Flush;
    }

    /// <inheritdoc/>
    private protected override void Receive(PromptRun run, ChatDelta delta)
    {
        if (_joiner is null)
        {
            Write(run, delta);
            return;
        }

        _held[delta.PromptIndex] = run;
        _joiner.Add(delta, _writeHeld);
    }

    /// <inheritdoc/>
    private protected override void Finish(PromptRun run, ChatCompletion completion)
    {
        _held.Remove(run.Request.PromptIndex);

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
    private protected override void Drain()
    {
        Flush();
        _inline?.BreakLine();
    }

    /// <inheritdoc/>
    private protected override void Close() => _inline?.End();

    /// <summary>Progress would be drawn into the text.</summary>
    private protected override Action<string>? FiguresAtEnd => _inline is null ? null : _inline.AddNote;

    /// <inheritdoc/>
    private protected override int? DeltasAhead => ReadAhead;

    /// <summary>Two texts can't flow at once.</summary>
    private protected override bool NeedsOrder => _inline is not null;

    private void Flush() => _joiner?.Flush(_writeHeld);

    private void Write(PromptRun run, ChatDelta delta)
    {
        if (_inline is null)
            WriteObject(WithInput(run, delta));
        else
            _inline.Add(delta);
    }
}
