using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;
using StreamPS.Binding;
using StreamPS.Completion;
using StreamPS.Errors;

namespace StreamPS.Commands;

/// <summary>A cmdlet that asks for replies: what is asked.</summary>
public abstract class ChatRequestCommand : ChatOptionsCommand
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

    /// <summary>What the answer has to look like.</summary>
    [Parameter]
    [JsonSchemaTransformation]
    [ValidateNotNull]
    public AnswerFormat? JsonSchema { get; set; }

    /// <summary>Fields to merge into the request's body.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? ExtraBody { get; set; }

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

    /// <summary>Has the tokens counted of a reply that ended without the service's own count.</summary>
    [Parameter]
    public SwitchParameter EstimateUsage { get; set; }

    /// <summary>Chooses the service. Nothing is sent yet.</summary>
    protected override void BeginProcessing()
    {
        if (Session is not null && TakeService(Session))
            _sessionModel = Session.Model;
        base.BeginProcessing();
        _confirmation = new RequestConfirmation(this, Client, Pipeline);
        _extraBody = ReadExtraBody(ExtraBody);
    }

    /// <inheritdoc/>
    private protected override int GetMaximumResumeCount() => Resume ? MaximumResumeCount : 0;

    /// <inheritdoc/>
    private protected override bool EstimatesUsage => EstimateUsage;

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
    private protected ChatRequest CreateRequest(IReadOnlyList<ChatMessage> messages)
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

    // What precedes the messages: the instructions, and with a session the turns so far.
    private IEnumerable<ChatMessage> GetInstructions(IReadOnlyList<ChatMessage> next)
    {
        var history = Session?.GetHistory(next) ?? [];
        if (SystemPrompt is null)
            return history;

        return history.Where(message => message.Role != ChatRole.System).Prepend(ChatMessage.System(SystemPrompt));
    }
}
