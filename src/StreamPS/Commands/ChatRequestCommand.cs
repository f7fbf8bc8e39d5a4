using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;
using System.Runtime.ExceptionServices;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using StreamPS.Binding;
using StreamPS.Completion;
using StreamPS.Errors;
using StreamPS.Tools;

namespace StreamPS.Commands;

/// <summary>A cmdlet that asks for replies: what is asked, and the way of the deltas to the pipeline.</summary>
public abstract class ChatRequestCommand : ChatServiceCommand, IDisposable
{
    /// <summary>The parameter set of a prompt, with or without a conversation before it.</summary>
    protected const string PromptSet = "Prompt";

    /// <summary>
    /// The parameter set of a conversation alone. It has to be the default: with the other one as the default, PowerShell asks for a prompt
    /// even though messages are given.
    /// </summary>
    protected const string MessageSet = "Message";

    /// <summary>The parameter set of a conversation from the pipeline alone.</summary>
    protected const string PipelineSet = "Pipeline";

    private const int DefaultReadAhead = 256;
    private const string InputProperty = "InputObject";

    private readonly List<ChatMessage> _conversation = [];
    private readonly Dictionary<ChatStream, PromptRun> _open = [];
    private readonly Stopwatch _time = new();
    private string[] _givenPrompts = [];
    private CompletionVariableWriter? _completionVariable;
    private StreamProgress? _progress;
    private RequestConfirmation _confirmation = null!;
    private ToolRounds _rounds = null!;
    private Dictionary<string, object?> _extraBody = null!;
    private string? _sessionModel;
    private StreamFanOut? _fanOut;
    private int _promptCount;

    /// <summary>The text to answer. Several are answered one after the other.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = PromptSet)]
    [PromptTransformation]
    [ValidateNotBlank]
    public string[] Prompt { get; set; } = [];

    /// <summary>The conversation before the prompt, or the whole of it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = PromptSet)]
    [Parameter(Mandatory = true, ParameterSetName = MessageSet)]
    [Parameter(ParameterSetName = PipelineSet)]
    [ChatMessageTransformation]
    [ValidateNotNullOrEmpty]
    public ChatMessage[] Message { get; set; } = [];

    /// <summary>Messages from the pipeline. All together are one conversation.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = PipelineSet)]
    [Parameter(ValueFromPipeline = true, ParameterSetName = PromptSet)]
    [ConversationTransformation]
    [ValidateNotNullOrEmpty]
    public ChatMessage[] InputObject { get; set; } = [];

    /// <summary>A conversation that goes on: its turns stand before what's asked, and the reply becomes its next turn.</summary>
    [Parameter]
    [ValidateNotNull]
    public ChatSession? Session { get; set; }

    /// <summary>Which of several replies the conversation goes on with.</summary>
    [Parameter]
    [ValidateRange(0, 127)]
    public int SessionChoice { get; set; }

    /// <summary>Instructions for the model, which stand before the conversation.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("System")]
    [ValidateNotNullOrEmpty]
    public string? SystemPrompt { get; set; }

    /// <summary>The model's name at the service.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ModelCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Model { get; set; }

    /// <summary>How freely the model chooses its words.</summary>
    [Parameter]
    [ValidateRange(0.0, 2.0)]
    public double? Temperature { get; set; }

    /// <summary>The share of probability that is sampled from.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double? TopP { get; set; }

    /// <summary>The most tokens the reply may have.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? MaxTokens { get; set; }

    /// <summary>Texts at which the reply ends.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Stop { get; set; } = [];

    /// <summary>A number that makes sampling repeatable.</summary>
    [Parameter]
    public long? Seed { get; set; }

    /// <summary>How many replies to write.</summary>
    [Parameter]
    [Alias("n")]
    [ValidateRange(1, 128)]
    public int? Count { get; set; }

    /// <summary>A penalty for tokens that occurred at all.</summary>
    [Parameter]
    [ValidateRange(-2.0, 2.0)]
    public double? PresencePenalty { get; set; }

    /// <summary>A penalty for tokens by how often they occurred.</summary>
    [Parameter]
    [ValidateRange(-2.0, 2.0)]
    public double? FrequencyPenalty { get; set; }

    /// <summary>The tools that the model may call.</summary>
    [Parameter]
    [ChatToolTransformation]
    [ValidateNotNullOrEmpty]
    public ChatTool[] Tool { get; set; } = [];

    /// <summary>What is done when the model calls tools.</summary>
    [Parameter]
    public ChatToolMode ToolMode { get; set; }

    /// <summary>How many times the results of tools are given to the model.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int MaxToolRounds { get; set; } = 8;

    /// <summary>What the answer has to look like.</summary>
    [Parameter]
    [JsonSchemaTransformation]
    [ValidateNotNull]
    public AnswerFormat? JsonSchema { get; set; }

    /// <summary>Fields to merge into the request's body.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? ExtraBody { get; set; }

    /// <summary>How long the first delta may take from the sending of a request, in seconds; 0 sets no limit.</summary>
    [Parameter]
    [ValidateRange(0, LongestTime)]
    public int FirstTokenTimeoutSeconds { get; set; } = 120;

    /// <summary>How long a reply that has begun may bring nothing new, in seconds; 0 sets no limit.</summary>
    [Parameter]
    [ValidateRange(0, LongestTime)]
    public int IdleTimeoutSeconds { get; set; } = 60;

    /// <summary>Continues a reply that was cut: asks again with the text so far.</summary>
    [Parameter]
    public SwitchParameter Resume { get; set; }

    /// <summary>How many times a reply is continued.</summary>
    [Parameter]
    [ValidateRange(1, 100)]
    public int MaximumResumeCount { get; set; } = 3;

    /// <summary>The most tokens the request may have: with more it isn't sent.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? MaxPromptTokens { get; set; }

    /// <summary>The most characters the text of a reply may have: it's cut there, and its connection closed.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? MaxCharacters { get; set; }

    /// <summary>A pattern that ends a reply when its text matches.</summary>
    [Parameter]
    [ValidateNotNull]
    public Regex? StopPattern { get; set; }

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

    /// <summary>Has the tokens counted of a reply that ended without the service's own count.</summary>
    [Parameter]
    public SwitchParameter EstimateUsage { get; set; }

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
        if (Session is not null)
            Take(Session);
        base.BeginProcessing();
        _givenPrompts = Prompt;
        if (CompletionVariable is not null)
            _completionVariable = CompletionVariableWriter.Open(this, CompletionVariable);
        _confirmation = new RequestConfirmation(this, Client, Pipeline);
        Pipeline.BeforeNote = MakeRoom;
        if (ShowProgress && InteractiveHost.Is(Host))
            _progress = new StreamProgress(this, FiguresAtEnd);
        _extraBody = ReadExtraBody(ExtraBody);
        _rounds = ToolRounds.Begin(this, Tool, ToolMode, MaxToolRounds);
        if (DeltasAhead is not null || ThrottleLimit > 1)
            _fanOut = new StreamFanOut(DeltasAhead ?? DefaultReadAhead, Ordered || NeedsOrder);
    }

    /// <inheritdoc/>
    private protected override ChatTimeouts GetTimeouts() => base.GetTimeouts() with
    {
        FirstToken = LimitOf(FirstTokenTimeoutSeconds),
        Idle = LimitOf(IdleTimeoutSeconds),
    };

    /// <inheritdoc/>
    private protected override int GetMaximumResumeCount() => Resume ? MaximumResumeCount : 0;

    /// <inheritdoc/>
    private protected override bool EstimatesUsage => EstimateUsage;

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
    }

    /// <summary>Closes what is open: a command before this one in the pipeline may have failed between two prompts.</summary>
    public void Dispose()
    {
        CloseAll();
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

    private bool IsConfirmed(ChatRequest request, object target)
    {
        try
        {
            return _confirmation.IsGiven(request, StopToken);
        }
        catch (ChatException exception)
        {
            WriteError(exception.ToErrorRecord(target));
            return false;
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
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

    // What the command line says goes before what the session says; a provider named there has an address and a format of its own.
    private void Take(ChatSession session)
    {
        if (Provider is null && BaseUri is null)
        {
            Provider = session.Provider;
            BaseUri = session.BaseUri;
            Protocol ??= session.Protocol;
            _sessionModel = session.Model;
        }
    }

    // What precedes the messages: the instructions, and with a session the turns so far.
    private IEnumerable<ChatMessage> GetInstructions(IReadOnlyList<ChatMessage> next)
    {
        var history = Session?.GetHistory(next) ?? [];
        if (SystemPrompt is null)
            return history;

        return history.Where(message => message.Role != ChatRole.System).Prepend(ChatMessage.System(SystemPrompt));
    }

    private ChatRequest CreateRequest(IReadOnlyList<ChatMessage> messages)
    {
        return new ChatRequest([.. GetInstructions(messages), .. messages])
        {
            PromptIndex = _promptCount++,
            Model = Model ?? _sessionModel,
            MaxPromptTokens = MaxPromptTokens,
            MaxCharacters = MaxCharacters,
            StopPattern = StopPattern,
            Temperature = Temperature ?? Session?.Temperature ?? Profile?.Temperature,
            TopP = TopP ?? Session?.TopP ?? Profile?.TopP,
            MaxTokens = MaxTokens ?? Session?.MaxTokens ?? Profile?.MaxTokens,
            Stop = Stop,
            Seed = Seed,
            Count = Count,
            PresencePenalty = PresencePenalty,
            FrequencyPenalty = FrequencyPenalty,
            Tools = Tool,
            Answer = JsonSchema,
            ExtraBody = _extraBody,
        };
    }
}
