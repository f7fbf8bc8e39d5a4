using System;
using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using StreamPS.Completion;
using StreamPS.Conversation;

namespace StreamPS.Commands;

/// <summary>Enter-ChatSession: a conversation at the prompt.</summary>
[Cmdlet(VerbsCommon.Enter, "ChatSession")]
[OutputType(typeof(ChatSession))]
public sealed class EnterChatSessionCommand : ChatOptionsCommand
{
    private const string NotInteractive = "NotInteractive";

    /// <summary>The conversation to go on with; without it, a new one begins.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNull]
    public ChatSession? Session { get; set; }

    /// <summary>Instructions for the model.</summary>
    [Parameter]
    [Alias("System")]
    [ValidateNotNullOrEmpty]
    public string? SystemPrompt { get; set; }

    /// <summary>The model's name at the service.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ModelCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Model { get; set; }

    /// <summary>How many turns are sent with a request.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? MaxTurns { get; set; }

    /// <summary>How many tokens the turns may have that are sent with a request.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? MaxHistoryTokens { get; set; }

    /// <summary>Writes the session to the pipeline when the conversation has ended.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Makes sure that somebody is there, and chooses the service.</summary>
    protected override void BeginProcessing()
    {
        if (InteractiveHost.FindObstacle(Host) is { } obstacle)
        {
            var exception = new InvalidOperationException($"Enter-ChatSession needs somebody who types, and {obstacle}. Use Invoke-ChatStream -Session for a conversation there.");
            ThrowTerminatingError(new ErrorRecord(exception, NotInteractive, ErrorCategory.InvalidOperation, targetObject: null));
        }

        if (Session is not null && TakeService(Session))
            Model ??= Session.Model;

        base.BeginProcessing();
    }

    /// <summary>Talks, until somebody leaves.</summary>
    protected override void EndProcessing()
    {
        var service = new ChatService(Client, Profile, choice => CreateClient(choice, key: null, headers: null));
        var reader = CreateReader();
        var commands = new SlashCommands(reader);
        var dialogue = new Dialogue(this, Pipeline, service, TakeSession(), reader, StopToken);
        reader.Begin(this, line => commands.Complete(dialogue, line), StopToken);
        try
        {
            new ChatLoop(dialogue, reader, commands).Run();
        }
        finally
        {
            // However the conversation ends: at the shell's prompt, Ctrl+C stops commands again.
            Console.TreatControlCAsInput = false;
        }

        if (PassThru)
            WriteObject(dialogue.Session);
    }

    private ChatSession TakeSession()
    {
        var session = Session ?? new ChatSession();
        session.Provider = Provider;
        session.BaseUri = BaseUri;
        session.Protocol = Protocol;
        session.Model = Model;
        session.SystemPrompt = SystemPrompt ?? session.SystemPrompt;
        session.Temperature = Temperature ?? session.Temperature;
        session.TopP = TopP ?? session.TopP;
        session.MaxTokens = MaxTokens ?? session.MaxTokens;
        session.MaxTurns = MaxTurns ?? session.MaxTurns;
        session.MaxHistoryTokens = MaxHistoryTokens ?? session.MaxHistoryTokens;
        return session;
    }

    [SuppressMessage("Performance", "CA1859:Use concrete types when possible for improved performance", Justification = "The other flavour has two.")]
    private ILineReader CreateReader()
    {
#if NET
        // The function is what the console reads its own lines with, as long as PSReadLine is loaded. A second PSReadLine needs a load context
        // of its own, which .NET Framework doesn't have.
        if (SessionState.InvokeProvider.Item.Exists("Function:PSConsoleHostReadLine") && (RunspaceState.Current.Editor ??= LineEditor.Create()) is { } editor)
            return editor;
#endif
        return new HostLineReader(Host.UI);
    }
}
