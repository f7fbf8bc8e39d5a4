using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using System.Text.RegularExpressions;
using StreamPS.Binding;
using StreamPS.Completion;
using StreamPS.Errors;

namespace StreamPS.Commands;

/// <summary>A cmdlet whose requests have all of a request's options: what is sent beside the messages, and what limits and mends a reply.</summary>
public abstract class ChatRequestOptionsCommand : ChatOptionsCommand
{
    private Dictionary<string, object?> _extraBody = null!;
    private CassetteChoice _cassette = null!;

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

    /// <summary>The cassette that requests and answers are added to. Nothing counts as a wildcard in its name.</summary>
    [Parameter]
    [LiteralPathTransformation]
    [ValidateNotNullOrEmpty]
    public string? RecordPath { get; set; }

    /// <summary>The cassette that answers in the service's place. Nothing counts as a wildcard in its name.</summary>
    [Parameter]
    [LiteralPathTransformation]
    [ValidateNotNullOrEmpty]
    public string? ReplayPath { get; set; }

    /// <summary>How many times as fast as recorded the answers come; 0 leaves no time between them.</summary>
    [Parameter]
    [ValidateRange(0.0, 1000.0)]
    public double? ReplaySpeed { get; set; }

    /// <summary>How the recorded answer to a request is found.</summary>
    [Parameter]
    public CassetteMatch? ReplayMatch { get; set; }

    /// <summary>How the Demo provider fails.</summary>
    [Parameter]
    public DemoFault? Fault { get; set; }

    /// <summary>The model when the command line names none; null takes the provider's.</summary>
    private protected string? DefaultModel { get; set; }

    /// <summary>Chooses the service. Nothing is sent yet.</summary>
    protected override void BeginProcessing()
    {
        _cassette = ChooseCassette();
        base.BeginProcessing();
        _extraBody = ReadExtraBody(ExtraBody);
        OpenCassette();
    }

    /// <inheritdoc/>
    private protected override CassetteChoice Cassette => _cassette;

    /// <inheritdoc/>
    private protected override DemoFault? DemoFault => Fault;

    /// <inheritdoc/>
    private protected override ProviderChoice ChooseService()
    {
        return _cassette.Player is { } player && Provider is null && BaseUri is null
            ? ProviderChoice.FromCassette(player.Cassette, Protocol)
            : base.ChooseService();
    }

    /// <inheritdoc/>
    private protected override int GetMaximumResumeCount() => Resume ? MaximumResumeCount : 0;

    /// <inheritdoc/>
    private protected override bool EstimatesUsage => EstimateUsage;

    /// <summary>A request with all options.</summary>
    /// <param name="messages">The whole conversation.</param>
    /// <param name="promptIndex">Which of several prompts it is.</param>
    /// <param name="session">A session whose options count where the command line has none.</param>
    /// <param name="count">How many replies to write.</param>
    /// <param name="tools">The tools that the model may call.</param>
    /// <param name="answer">What the answer has to look like.</param>
    private protected ChatRequest CreateRequest(
        IReadOnlyList<ChatMessage> messages,
        int promptIndex = 0,
        ChatSession? session = null,
        int? count = null,
        IReadOnlyList<ChatTool>? tools = null,
        AnswerFormat? answer = null)
    {
        return new ChatRequest(messages)
        {
            PromptIndex = promptIndex,
            Model = Model ?? DefaultModel,
            MaxPromptTokens = MaxPromptTokens,
            MaxCharacters = MaxCharacters,
            StopPattern = StopPattern,
            Temperature = Temperature ?? session?.Temperature ?? Profile?.Temperature,
            TopP = TopP ?? session?.TopP ?? Profile?.TopP,
            MaxTokens = MaxTokens ?? session?.MaxTokens ?? Profile?.MaxTokens,
            Stop = Stop,
            Seed = Seed,
            Count = count,
            PresencePenalty = PresencePenalty,
            FrequencyPenalty = FrequencyPenalty,
            Tools = tools ?? [],
            Answer = answer,
            ExtraBody = _extraBody,
        };
    }

    /// <summary>Tells, once, that a recording failed. The reply doesn't suffer from a full disk, but the next one should be known not to be recorded.</summary>
    private protected void ReportRecording()
    {
        if (_cassette.TakeFailure() is { } failure)
            WriteError(failure.ToErrorRecord(RecordPath));
    }

    private CassetteChoice ChooseCassette()
    {
        try
        {
            // -WhatIf sends nothing that could be recorded.
            string? recordPath = RequestConfirmation.IsWhatIf(this) && ReplayPath is null ? null : RecordPath;
            return CassetteChoice.Make(recordPath, ReplayPath, ReplaySpeed, ReplayMatch, new FileLocator(SessionState.Path));
        }
        catch (ChatException exception)
        {
            ThrowTerminatingError(exception.ToErrorRecord(target: ReplayPath ?? RecordPath));
            throw;
        }
    }

    // After the service was chosen: a command that fails before leaves no file.
    private void OpenCassette()
    {
        try
        {
            _cassette.Recorder?.Open();
        }
        catch (ChatException exception)
        {
            ThrowTerminatingError(exception.ToErrorRecord(target: RecordPath));
        }
    }
}
