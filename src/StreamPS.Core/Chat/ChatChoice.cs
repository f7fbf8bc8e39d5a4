using System.Collections.Generic;

namespace StreamPS;

/// <summary>One of the replies asked for with n.</summary>
public sealed class ChatChoice
{
    /// <summary>The position among the replies, from 0.</summary>
    public int Index { get; internal init; }

    /// <summary>The reply's text.</summary>
    public string Text { get; internal init; } = "";

    /// <summary>The model's reasoning, or an empty string.</summary>
    public string Reasoning { get; internal init; } = "";

    /// <summary>The pieces of the reasoning that the service has signed; none with most services.</summary>
    public IReadOnlyList<SignedReasoning> SignedReasoning { get; internal init; } = [];

    /// <summary>The model's refusal, or an empty string.</summary>
    public string Refusal { get; internal init; } = "";

    /// <summary>The tool calls the model asked for.</summary>
    public IReadOnlyList<ToolCall> ToolCalls { get; internal init; } = [];

    /// <summary>Why the reply ended; null when the service hasn't said.</summary>
    public ChatFinishReason? FinishReason { get; internal init; }

    /// <summary>The service's own word for <see cref="FinishReason"/>.</summary>
    public string? FinishReasonText { get; internal init; }

    /// <summary>The tokens of this reply, where the service counts each.</summary>
    public ChatUsage? Usage { get; internal init; }

    /// <summary>The reply's text.</summary>
    /// <returns><see cref="Text"/>.</returns>
    public override string ToString() => Text;
}
