using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Threading;
using StreamPS.Commands;

namespace StreamPS.Conversation;

/// <summary>A conversation under way: the session, who answers, and what was asked last. It's what the commands work on.</summary>
internal sealed class Dialogue
{
    private readonly PSCmdlet _command;
    private readonly PipelineThread _pipeline;
    private readonly CancellationToken _stopToken;
    private readonly ILineReader _reader;
    private IReadOnlyList<ChatMessage>? _unanswered;

    public Dialogue(PSCmdlet command, PipelineThread pipeline, ChatService service, ChatSession session, ILineReader reader, CancellationToken stopToken)
    {
        _command = command;
        _pipeline = pipeline;
        _reader = reader;
        _stopToken = stopToken;
        Service = service;
        Session = session;
        Screen = new Screen(command);
        Files = new DialogueFiles(command.SessionState.Path);
    }

    /// <summary>The conversation so far.</summary>
    public ChatSession Session { get; private set; }

    /// <summary>Who answers.</summary>
    public ChatService Service { get; private set; }

    public Screen Screen { get; }

    public DialogueFiles Files { get; }

    /// <summary>The code that was shown.</summary>
    public CodeList Code { get; } = new();

    /// <summary>PowerShell's commands.</summary>
    public CommandInvocationIntrinsics Commands => _command.InvokeCommand;

    /// <summary>Whether the loop is to end.</summary>
    public bool IsEnding { get; set; }

    /// <summary>What the next line begins with.</summary>
    public string NextText { get; set; } = "";

    /// <summary>Whether the next message takes the place of the last one.</summary>
    public bool ReplacesLast { get; set; }

    /// <summary>Whether the messages that were typed are others now.</summary>
    public bool HasNewHistory { get; set; } = true;

    /// <summary>What was asked last, also when nothing came back; null when nothing was.</summary>
    public IReadOnlyList<ChatMessage>? LastMessages => _unanswered ?? (Session.Turns.Count > 0 ? Session.Turns[Session.Turns.Count - 1].Messages : null);

    /// <summary>The model that answers; null when neither the session nor the provider names one.</summary>
    public string? Model => Session.Model ?? Service.Client.Provider.DefaultModel;

    /// <summary>Who answers, in words.</summary>
    public string Describe() => $"{Service.Client.Provider.Name}, {Model ?? "no model yet: /model names one"}";

    /// <summary>Has others answer, if they can carry the conversation.</summary>
    /// <exception cref="ChatException">They can't.</exception>
    public void Use(ChatService service, ChatSession session)
    {
        // Writing the request tells whether its format has a place for everything.
        service.Client.Preview(CreateRequest(service, session, [ChatMessage.User("?")]));
        Service = service;
        if (session != Session)
        {
            Session = session;
            _unanswered = null;
            HasNewHistory = true;
        }
    }

    /// <summary>Connects to a provider or a profile.</summary>
    /// <exception cref="ChatException">There is none of that name, or it has no key.</exception>
    public ChatService Connect(string? provider, Uri? baseUri, ChatProtocol? protocol) => Service.Connect(ProviderChoice.Make(provider, baseUri, protocol));

    /// <summary>Asks, shows the reply and adds both to the session.</summary>
    public void Ask(IReadOnlyList<ChatMessage> messages)
    {
        var replaced = TakeReplaced();
        bool isAdded = false;
        Screen.Space();
        try
        {
            isAdded = Stream(messages);
            Screen.Space();
        }
        finally
        {
            if (!isAdded && replaced is not null)
                Session.Add(replaced);
            _unanswered = isAdded ? null : messages;
        }
    }

    /// <summary>Asks the last messages again.</summary>
    public void AskAgain(IReadOnlyList<ChatMessage> messages)
    {
        ReplacesLast = true;
        Ask(messages);
    }

    // A message without an answer isn't in the session, and has nothing to replace there.
    private ChatTurn? TakeReplaced()
    {
        bool isInSession = ReplacesLast && _unanswered is null;
        ReplacesLast = false;
        return isInSession ? Session.RemoveLast() : null;
    }

    private bool Stream(IReadOnlyList<ChatMessage> messages)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_stopToken);
        using var keys = new TypedKeys(_reader, stop.Cancel);
        var display = new ReplyDisplay(_command, Code);
        _pipeline.TimeLeft = () => keys.TimeLeft;
        _pipeline.AtDeadline = keys.Look;
        _pipeline.BeforeNote = display.BreakLine;
        var stream = Service.Client.Stream(CreateRequest(Service, Session, messages), stop.Token);
        bool isAdded = false;
        ChatException? failure = null;
        try
        {
            failure = Show(stream, display, keys);
        }
        finally
        {
            _pipeline.TimeLeft = null;
            _pipeline.AtDeadline = null;
            _pipeline.BeforeNote = null;
            Blocking.Wait(stream.DisposeAsync());
            display.End();
            isAdded = Session.Add(messages, stream.Completion);
        }

        if (_stopToken.IsCancellationRequested)
            throw new PipelineStoppedException();
        _pipeline.WriteNotes();
        TellEnd(stream.Completion, failure);
        return isAdded;
    }

    private ChatException? Show(ChatStream stream, ReplyDisplay display, TypedKeys keys)
    {
        try
        {
            do
            {
                while (stream.TryRead(out var delta))
                {
                    display.Add(delta);
                    keys.LookNowAndThen();
                }

                display.Flush();
            }
            while (_pipeline.WaitFor(stream.WaitToReadAsync()));
            return null;
        }
        catch (ChatException exception)
        {
            return exception;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private void TellEnd(ChatCompletion completion, ChatException? failure)
    {
        if (failure is not null)
            Screen.ShowError(failure);
        else if (completion.Status == ChatCompletionStatus.Cancelled)
            Screen.Tell("(stopped)");
        else if (completion.FinishReason == ChatFinishReason.Length)
            Screen.Tell("(cut: the reply has as many tokens as it may have)");
    }

    private static ChatRequest CreateRequest(ChatService service, ChatSession session, IReadOnlyList<ChatMessage> messages) => new([.. session.GetHistory(messages), .. messages])
    {
        Model = session.Model,
        Temperature = session.Temperature ?? service.Profile?.Temperature,
        TopP = session.TopP ?? service.Profile?.TopP,
        MaxTokens = session.MaxTokens ?? service.Profile?.MaxTokens,
    };
}
