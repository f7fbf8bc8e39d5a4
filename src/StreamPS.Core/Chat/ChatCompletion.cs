using System;
using System.Collections.Generic;
using System.Linq;

namespace StreamPS;

/// <summary>A whole reply, or as much of it as arrived, with the verdict on how it ended.</summary>
public sealed class ChatCompletion
{
    /// <summary>The verdict: only <see cref="ChatCompletionStatus.Complete"/> means that nothing is missing.</summary>
    public ChatCompletionStatus Status { get; internal init; }

    /// <summary>The text of the first reply.</summary>
    public string Text => First.Text;

    /// <summary>The reasoning of the first reply, or an empty string.</summary>
    public string Reasoning => First.Reasoning;

    /// <summary>The pieces of the first reply's reasoning that the service has signed; none with most services.</summary>
    public IReadOnlyList<SignedReasoning> SignedReasoning => First.SignedReasoning;

    /// <summary>The refusal of the first reply, or an empty string.</summary>
    public string Refusal => First.Refusal;

    /// <summary>The tool calls of the first reply.</summary>
    public IReadOnlyList<ToolCall> ToolCalls => First.ToolCalls;

    /// <summary>The first reply's answer as an object, when the request said what it has to look like; null when it doesn't fit, or called tools instead.</summary>
    public object? Json => First.Json;

    /// <summary>How many times the results of tools were given to the model before this reply. The figures are those of all requests together.</summary>
    public int ToolRounds { get; internal init; }

    /// <summary>Why the first reply ended; null when the service hasn't said.</summary>
    public ChatFinishReason? FinishReason => First.FinishReason;

    /// <summary>The service's own word for <see cref="FinishReason"/>.</summary>
    public string? FinishReasonText => First.FinishReasonText;

    /// <summary>All replies, in the order of their index: more than one when n was asked for.</summary>
    public IReadOnlyList<ChatChoice> Choices { get; internal init; } = [];

    /// <summary>The tokens used; null when <see cref="UsageSource"/> is None.</summary>
    public ChatUsage? Usage => ChatUsage.Add(EarlierUsage, OwnUsage);

    /// <summary>Where <see cref="Usage"/> comes from.</summary>
    public ChatUsageSource UsageSource { get; internal set; }

    /// <summary>The tokens of the requests before this one, when the reply is one of several with tools between them.</summary>
    internal ChatUsage? EarlierUsage { get; init; }

    /// <summary>The tokens of the last request.</summary>
    internal ChatUsage? OwnUsage { get; private set; }

    /// <summary>The model that answered, as the service names it; before it has, the one that was asked.</summary>
    public string? Model { get; internal init; }

    /// <summary>The provider's name.</summary>
    public string Provider { get; internal init; } = "";

    /// <summary>The service's id of the reply, or null.</summary>
    public string? Id { get; internal init; }

    /// <summary>The service's id of the request, to name in a support case, or null.</summary>
    public string? RequestId { get; internal init; }

    /// <summary>The last user message of the request.</summary>
    public string Prompt { get; internal init; } = "";

    /// <summary>The messages that were sent.</summary>
    public IReadOnlyList<ChatMessage> Messages { get; internal init; } = [];

    /// <summary>When the request was sent.</summary>
    public DateTimeOffset StartedAt { get; internal init; }

    /// <summary>The time from the sending of the request to the first delta; null when none came.</summary>
    public TimeSpan? FirstTokenLatency { get; internal init; }

    /// <summary>The time from the sending of the request to the end of the stream.</summary>
    public TimeSpan Duration { get; internal init; }

    /// <summary>The longest time between two deltas; zero when there were fewer than two.</summary>
    public TimeSpan LongestPause { get; internal init; }

    /// <summary>How many deltas arrived.</summary>
    public int DeltaCount { get; internal init; }

    /// <summary>Tokens of the reply per second of <see cref="Duration"/>; null without <see cref="Usage"/>.</summary>
    public double? TokensPerSecond =>
        Usage is null || Duration <= TimeSpan.Zero ? null : Math.Round(Usage.CompletionTokens / Duration.TotalSeconds, 1);

    /// <summary>Characters of the first reply's text and reasoning per second of <see cref="Duration"/>.</summary>
    public double CharactersPerSecond =>
        Duration <= TimeSpan.Zero ? 0 : Math.Round((Text.Length + Reasoning.Length) / Duration.TotalSeconds, 1);

    /// <summary>How many times the request was sent again before the stream began.</summary>
    public int RetryCount { get; internal init; }

    /// <summary>How many times a cut stream was continued.</summary>
    public int ResumeCount { get; internal init; }

    /// <summary>What went wrong; null when nothing did.</summary>
    public ChatException? Error { get; internal init; }

    /// <summary>Sets the counts. Those that the service sent in the stream are never replaced.</summary>
    internal void SetUsage(ChatUsage? usage, ChatUsageSource source)
    {
        if (usage is null || OwnUsage is not null)
            return;

        OwnUsage = usage;
        UsageSource = source;
    }

    private ChatChoice First => Choices.Count > 0 ? Choices[0] : NoChoice;

    private static readonly ChatChoice NoChoice = new();

    /// <summary>A reply as a message for the next request: its text, its tool calls, and what the service wants back with them.</summary>
    /// <param name="choice">Which of several replies, from 0; the first one where the service sent no such reply.</param>
    /// <returns>The message.</returns>
    public ChatMessage ToMessage(int choice = 0)
    {
        var reply = Choices.FirstOrDefault(other => other.Index == choice) ?? First;
        return new ChatMessage(ChatRole.Assistant, reply.Text) { ToolCalls = reply.ToolCalls, SignedReasoning = reply.SignedReasoning };
    }

    /// <summary>The text of the first reply.</summary>
    /// <returns><see cref="Text"/>.</returns>
    public override string ToString() => Text;
}
