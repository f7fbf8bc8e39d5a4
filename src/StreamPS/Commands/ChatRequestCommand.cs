using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using StreamPS.Binding;
using StreamPS.Completion;
using StreamPS.Errors;

namespace StreamPS.Commands;

/// <summary>A cmdlet that asks for replies: what is asked, and the way of the deltas to the pipeline.</summary>
public abstract class ChatRequestCommand : ChatServiceCommand
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

    private readonly List<ChatMessage> _conversation = [];
    private string[] _givenPrompts = [];
    private CompletionVariableWriter? _completionVariable;
    private StreamProgress? _progress;
    private RequestConfirmation _confirmation = null!;
    private Dictionary<string, object?> _extraBody = null!;
    private string? _sessionModel;
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
            _progress = new StreamProgress(this);
        try
        {
            _extraBody = PlainValue.FromDictionary(ExtraBody ?? new Hashtable());
        }
        catch (ChatException exception)
        {
            ThrowTerminatingError(exception.ToErrorRecord(target: ExtraBody));
        }
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
    }

    /// <summary>Takes a delta, as it arrives.</summary>
    /// <param name="delta">The delta.</param>
    protected abstract void Receive(ChatDelta delta);

    /// <summary>Takes the completion of a stream that has ended by itself, whole or not.</summary>
    /// <param name="completion">The completion.</param>
    protected abstract void Finish(ChatCompletion completion);

    /// <summary>Is called when the next delta isn't there yet.</summary>
    private protected virtual void Rest()
    {
    }

    /// <summary>Is called before a message or an error is written among the deltas.</summary>
    private protected virtual void MakeRoom()
    {
    }

    /// <summary>Is called when a stream has ended in whatever way, also with an exception that is on its way.</summary>
    private protected virtual void Close()
    {
    }

    private void Ask(ChatMessage[] messages, string[] prompts)
    {
        if (prompts.Length == 0)
            Run(messages, target: messages);
        foreach (string prompt in prompts)
            Run([.. messages, ChatMessage.User(prompt)], target: prompt);
    }

    // The stream is closed here and not when the cmdlet is disposed: behind Select-Object -First, that's only after everything
    // downstream has ended. What a command downstream throws must pass untouched, so that nothing is caught around Receive.
    private void Run(IReadOnlyList<ChatMessage> messages, object target)
    {
        var request = CreateRequest(messages);
        if (!IsConfirmed(request, target))
            return;

        var stream = Client.Stream(request, StopToken);
        try
        {
            while (TryAdvance(stream, target, out var delta))
            {
                _progress?.Add(delta!);
                Receive(delta!);
            }
        }
        finally
        {
            Blocking.Wait(stream.DisposeAsync());
            Session?.Add(messages, stream.Completion);
            _completionVariable?.Add(stream.Completion);
            Close();
        }

        _progress?.Hide();
        Pipeline.WriteNotes();
        _completionVariable?.ReportTo(this);
        Finish(stream.Completion);
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

    private bool TryAdvance(ChatStream stream, object target, out ChatDelta? delta)
    {
        try
        {
            do
            {
                if (stream.TryRead(out delta))
                    return true;
                Rest();
            }
            while (Pipeline.WaitFor(stream.WaitToReadAsync()));
        }
        catch (ChatException exception)
        {
            // Before the error, which may end the command: it's now that the notes are wanted.
            Pipeline.WriteNotes();
            MakeRoom();
            if (RequireComplete)
                throw exception.ToScriptEnd(target, this);
            WriteError(exception.ToErrorRecord(target));
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
    private IEnumerable<ChatMessage> GetInstructions()
    {
        var history = Session?.GetHistory() ?? [];
        if (SystemPrompt is null)
            return history;

        return history.Where(message => message.Role != ChatRole.System).Prepend(ChatMessage.System(SystemPrompt));
    }

    private ChatRequest CreateRequest(IReadOnlyList<ChatMessage> messages)
    {
        return new ChatRequest([.. GetInstructions(), .. messages])
        {
            PromptIndex = _promptCount++,
            Model = Model ?? _sessionModel,
            MaxPromptTokens = MaxPromptTokens,
            Temperature = Temperature ?? Session?.Temperature ?? Profile?.Temperature,
            TopP = TopP ?? Session?.TopP ?? Profile?.TopP,
            MaxTokens = MaxTokens ?? Session?.MaxTokens ?? Profile?.MaxTokens,
            Stop = Stop,
            Seed = Seed,
            Count = Count,
            PresencePenalty = PresencePenalty,
            FrequencyPenalty = FrequencyPenalty,
            ExtraBody = _extraBody,
        };
    }
}
