using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Management.Automation;
using System.Runtime.ExceptionServices;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using StreamPS.Binding;
using StreamPS.Errors;
using StreamPS.Tools;

namespace StreamPS.Commands;

/// <summary>A cmdlet that asks for replies: the way of the deltas to the pipeline, of one stream or of several at once.</summary>
public abstract class ChatReplyCommand : ChatRequestCommand, IDisposable
{
    private const int DefaultReadAhead = 256;
    private const string InputProperty = "InputObject";

    private readonly List<ChatMessage> _conversation = [];
    private readonly Dictionary<ChatStream, PromptRun> _open = [];
    private readonly Stopwatch _time = new();
    private string[] _givenPrompts = [];
    private CompletionVariableWriter? _completionVariable;
    private StreamProgress? _progress;
    private ToolRounds _rounds = null!;
    private StreamFanOut? _fanOut;

    /// <summary>Which of several replies the conversation goes on with.</summary>
    [Parameter]
    [ValidateRange(0, 127)]
    public int SessionChoice { get; set; }

    /// <summary>What is done when the model calls tools.</summary>
    [Parameter]
    public ChatToolMode ToolMode { get; set; }

    /// <summary>How many times the results of tools are given to the model.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int MaxToolRounds { get; set; } = 8;

    /// <summary>Ends a reply when it's true of a delta.</summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? StopWhen { get; set; }

    /// <summary>What to do when the text of a reply matches a pattern.</summary>
    [Parameter]
    [MatchActionTransformation]
    [ValidateNotNullOrEmpty]
    public MatchAction[] OnMatch { get; set; } = [];

    /// <summary>How many prompts are answered at once.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int ThrottleLimit { get; set; } = 1;

    /// <summary>Keeps the prompts' order when several are answered at once.</summary>
    [Parameter]
    public SwitchParameter Ordered { get; set; }

    /// <summary>Adds the object that a prompt came from to what's written for it.</summary>
    [Parameter]
    public SwitchParameter PassThruInput { get; set; }

    /// <summary>The object in the pipeline, as it came. Not in the default set, which PowerShell would take then, although the object is a message.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true, ParameterSetName = PromptSet)]
    [Parameter(ValueFromPipeline = true, DontShow = true, ParameterSetName = PipelineSet)]
    public PSObject? PipelineObject { get; set; }

    /// <summary>Shows figures while the reply streams.</summary>
    [Parameter]
    public SwitchParameter ShowProgress { get; set; }

    /// <summary>Makes the error of a reply that isn't complete a terminating one.</summary>
    [Parameter]
    public SwitchParameter RequireComplete { get; set; }

    /// <summary>The name of a variable that receives the completion, also of a stream that was stopped or broke.</summary>
    [Parameter]
    [ValidatePattern(@"^((global|script|local|private):)?\w+$")]
    public string? CompletionVariable { get; set; }

    /// <summary>Chooses the service. Nothing is sent yet.</summary>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _givenPrompts = Prompt;
        if (CompletionVariable is not null)
            _completionVariable = CompletionVariableWriter.Open(this, CompletionVariable);
        Pipeline.BeforeNote = MakeRoom;
        if (ShowProgress && InteractiveHost.Is(Host))
            _progress = new StreamProgress(this, FiguresAtEnd);
        _rounds = ToolRounds.Begin(this, Tool, ToolMode, MaxToolRounds);
        if (DeltasAhead is not null || ThrottleLimit > 1)
            _fanOut = new StreamFanOut(DeltasAhead ?? DefaultReadAhead, Ordered || NeedsOrder);
    }

    /// <summary>Asks, for each prompt. Messages are collected first: each is a part of what's asked.</summary>
    protected override void ProcessRecord()
    {
        _conversation.AddRange(InputObject);
        if (InputObject.Length == 0)
            Ask(Message, Prompt);
    }

    /// <summary>Asks with the messages that came through the pipeline.</summary>
    protected override void EndProcessing()
    {
        if (_conversation.Count > 0)
            Ask([.. Message, .. _conversation], _givenPrompts);
        if (_fanOut is not null)
        {
            Pump(openAtMost: 0);
            _progress?.End();
        }

        Cassette.Complete();
        ReportRecording();
    }

    /// <summary>Closes what is open: a command before this one in the pipeline may have failed between two prompts.</summary>
    public void Dispose()
    {
        CloseAll();
        Cassette?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Takes a delta, as it arrives.</summary>
    /// <param name="run">The prompt that it answers.</param>
    /// <param name="delta">The delta.</param>
    private protected abstract void Receive(PromptRun run, ChatDelta delta);

    /// <summary>Takes the completion of a stream that has ended by itself, whole or not.</summary>
    /// <param name="run">The prompt that it answers.</param>
    /// <param name="completion">The completion.</param>
    private protected abstract void Finish(PromptRun run, ChatCompletion completion);

    /// <summary>Is called when the next delta isn't there yet.</summary>
    private protected virtual void Rest()
    {
    }

    /// <summary>Is called before a message is written among the deltas.</summary>
    private protected virtual void MakeRoom()
    {
    }

    /// <summary>Is called before an error is written, and at a stream's end: what was held back has to be written now.</summary>
    private protected virtual void Drain()
    {
    }

    /// <summary>Is called when a stream has ended in whatever way, also with an exception that is on its way.</summary>
    private protected virtual void Close()
    {
    }

    /// <summary>What takes the figures of -ShowProgress when the stream has ended; null shows them while it streams.</summary>
    private protected virtual Action<string>? FiguresAtEnd => null;

    /// <summary>How many deltas of each reply may have arrived and not been written; null for none with one prompt at a time.</summary>
    private protected virtual int? DeltasAhead => null;

    /// <summary>Whether replies have to be written one after the other, also without -Ordered.</summary>
    private protected virtual bool NeedsOrder => false;

    /// <summary>An object to write for a prompt, with the input that it came from if that's wanted.</summary>
    private protected object WithInput(PromptRun run, object value)
    {
        if (!PassThruInput)
            return value;

        var wrapped = PSObject.AsPSObject(value);
        wrapped.Properties.Add(new PSNoteProperty(InputProperty, run.Input));
        return wrapped;
    }

    private void Ask(ChatMessage[] messages, string[] prompts)
    {
        if (prompts.Length == 0)
            Run(messages, target: messages);
        foreach (string prompt in prompts)
            Run([.. messages, ChatMessage.User(prompt)], target: prompt);
    }

    private void Run(IReadOnlyList<ChatMessage> messages, object target)
    {
        // A session's next request has the reply to the one before.
        if (_fanOut is not null)
            Pump(openAtMost: Session is null ? ThrottleLimit - 1 : 0);

        var request = CreateRequest(messages);
        if (!IsConfirmed(request, target))
            return;

        PromptRun? run = Begin(request, messages, target, PipelineObject ?? target);
        if (_fanOut is not null)
            Open(run, isNext: false);
        while (_fanOut is null && run is not null)
            run = Pull(run);
    }

    private PromptRun Begin(ChatRequest request, IReadOnlyList<ChatMessage> messages, object target, object? input) =>
        new(request, messages, target, input, Client.Stream(request, StopToken), ReplyActions.For(StopWhen, OnMatch));

    private void Open(PromptRun run, bool isNext)
    {
        _time.Start();
        _open.Add(run.Stream, run);
        _fanOut!.Add(run.Stream, isNext);
    }

    // The stream is closed here and not when the cmdlet is disposed: behind Select-Object -First, that's only after everything
    // downstream has ended. What a command downstream throws must pass untouched, so that nothing is caught around Take.
    private PromptRun? Pull(PromptRun run)
    {
        try
        {
            while (TryAdvance(run, out var delta))
            {
                _progress?.Add(delta!, delta!.Elapsed);
                if (Take(run, delta!))
                    run.Stream.Limit();
            }

            Drain();
            Act(run, delta: null);
        }
        finally
        {
            Blocking.Wait(run.Stream.DisposeAsync());
            Settle(run);
        }

        _progress?.End();
        return End(run);
    }

    // Several streams at once: writes what arrives until no more than that many are open.
    private void Pump(int openAtMost)
    {
        bool isThrough = false;
        try
        {
            do
            {
                while (_fanOut!.TryRead(out var item))
                    Take(item);
                Rest();
            }
            while (_fanOut.OpenCount > openAtMost && Pipeline.WaitFor(_fanOut.WaitAsync()));

            isThrough = true;
        }
        finally
        {
            if (!isThrough)
                CloseAll();
        }
    }

    private void Take(StreamFanOutItem item)
    {
        var run = _open[item.Stream];
        if (item.Delta is { } delta)
        {
            _progress?.Add(delta, _time.Elapsed);
            if (Take(run, delta))
                Blocking.Wait(new ValueTask(_fanOut!.LimitAsync(item.Stream)));
            return;
        }

        Drain();
        if (item.Failure is not OperationCanceledException)
            Act(run, delta: null);
        _open.Remove(item.Stream);
        Settle(run);
        if (item.Failure is OperationCanceledException)
            throw new PipelineStoppedException();
        if (item.Failure is ChatException failure)
            Report(run, failure);
        else if (item.Failure is not null)
            ExceptionDispatchInfo.Capture(item.Failure).Throw();
        if (End(run) is { } next)
            Open(next, isNext: true);
    }

    private void CloseAll()
    {
        if (_fanOut is not null)
            Blocking.Wait(_fanOut.DisposeAsync());
        foreach (var run in _open.Values)
            Settle(run);
        _open.Clear();
    }

    private bool Take(PromptRun run, ChatDelta delta)
    {
        Receive(run, delta);
        return Act(run, delta);
    }

    // What the user's script blocks do with a delta, or at the end of the reply.
    private bool Act(PromptRun run, ChatDelta? delta) => run.Actions is not null && Act(run, run.Actions, delta);

    private bool Act(PromptRun run, ReplyActions actions, ChatDelta? delta)
    {
        try
        {
            if (delta is not null)
                return actions.Take(delta, GetCompletion, this);

            actions.Complete(GetCompletion, this);
            return false;
        }
        catch (RegexMatchTimeoutException exception)
        {
            var failure = new ChatInputException(ChatErrorKind.InvalidRequest, $"The pattern '{exception.Pattern}' of -OnMatch took longer than {exception.MatchTimeout.TotalSeconds:0.###} s.", exception);
            ThrowTerminatingError(failure.ToErrorRecord(run.Target));
            return true;
        }

        ChatCompletion GetCompletion() => _fanOut?.GetCompletion(run.Stream) ?? run.Stream.Completion;
    }

    // It doesn't throw and it writes nothing: an exception may be on its way.
    private void Settle(PromptRun run)
    {
        Session?.Add(run.Messages, run.Stream.Completion, SessionChoice);
        _completionVariable?.Add(run.Request.PromptIndex, run.Stream.Completion);
        Close();
    }

    // What comes next when the reply called tools; null when it was the last one.
    private PromptRun? End(PromptRun run)
    {
        Pipeline.WriteNotes();
        ReportRecording();
        _completionVariable?.ReportTo(this);
        var reply = run.Stream.Completion;
        IReadOnlyList<ChatMessage>? results;
        try
        {
            results = _rounds.Run(reply, StopToken);
        }
        catch (ChatToolException exception)
        {
            Report(run, exception);
            return null;
        }

        if (results is null)
        {
            Finish(run, reply);
            return null;
        }

        var request = run.Request.Continue(reply, results);
        return IsConfirmed(request, run.Target) ? Begin(request, results, run.Target, run.Input) : null;
    }

    private void Report(PromptRun run, ChatException exception)
    {
        // Before the error, which may end the command: it's now that the notes are wanted.
        Pipeline.WriteNotes();
        Drain();
        if (RequireComplete)
            throw exception.ToScriptEnd(run.Target, this);
        WriteError(exception.ToErrorRecord(run.Target));
    }

    private bool TryAdvance(PromptRun run, out ChatDelta? delta)
    {
        try
        {
            do
            {
                if (run.Stream.TryRead(out delta))
                    return true;
                Rest();
            }
            while (Pipeline.WaitFor(run.Stream.WaitToReadAsync()));
        }
        catch (ChatException exception)
        {
            Report(run, exception);
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }

        delta = null;
        return false;
    }
}
