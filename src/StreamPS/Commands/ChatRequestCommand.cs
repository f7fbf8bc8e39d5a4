using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using StreamPS.Binding;
using StreamPS.Errors;

namespace StreamPS.Commands;

/// <summary>A cmdlet that asks for replies: what is asked.</summary>
public abstract class ChatRequestCommand : ChatRequestOptionsCommand
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

    private RequestConfirmation _confirmation = null!;
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
    [AllowEmptyCollection]
    public ChatMessage[] InputObject { get; set; } = [];

    /// <summary>A conversation that goes on: its turns stand before what's asked, and the reply becomes its next turn.</summary>
    [Parameter]
    [ValidateNotNull]
    public ChatSession? Session { get; set; }

    /// <summary>How many replies to write.</summary>
    [Parameter]
    [Alias("n")]
    [ValidateRange(1, 128)]
    public int? Count { get; set; }

    /// <summary>The tools that the model may call.</summary>
    [Parameter]
    [ChatToolTransformation]
    [ValidateNotNullOrEmpty]
    public ChatTool[] Tool { get; set; } = [];

    /// <summary>What the answer has to look like.</summary>
    [Parameter]
    [JsonSchemaTransformation]
    [ValidateNotNull]
    public AnswerFormat? JsonSchema { get; set; }

    /// <summary>Chooses the service. Nothing is sent yet.</summary>
    protected override void BeginProcessing()
    {
        // Before the pipeline runs, only what stands on the command line is bound.
        if (InputObject.Length == 0 && MyInvocation.BoundParameters.TryGetValue(nameof(InputObject), out object? given))
        {
            var failure = new ChatInputException(ChatErrorKind.InvalidRequest, "-InputObject takes messages, as New-ChatMessage makes them. A text is a prompt: give it as -Prompt.");
            ThrowTerminatingError(failure.ToErrorRecord(given));
        }

        if (Session is not null && TakeService(Session))
            DefaultModel = Session.Model;
        base.BeginProcessing();
        _confirmation = new RequestConfirmation(this, Client, Pipeline);
    }

    /// <summary>Whether a request may be sent: with -WhatIf it's shown, with -Confirm it's asked about.</summary>
    private protected bool IsConfirmed(ChatRequest request, object target)
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

    /// <summary>The request for messages, with everything that was said about it.</summary>
    private protected ChatRequest CreateRequest(IReadOnlyList<ChatMessage> messages) =>
        CreateRequest([.. GetInstructions(messages), .. messages], _promptCount++, Session, Count, Tool, JsonSchema);

    // What precedes the messages: the instructions, and with a session the turns so far.
    private IEnumerable<ChatMessage> GetInstructions(IReadOnlyList<ChatMessage> next)
    {
        var history = Session?.GetHistory(next) ?? [];
        if (SystemPrompt is null)
            return history;

        return history.Where(message => message.Role != ChatRole.System).Prepend(ChatMessage.System(SystemPrompt));
    }
}
