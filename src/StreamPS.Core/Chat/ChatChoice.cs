using System.Collections.Generic;
using System.Text.Json;

namespace StreamPS;

/// <summary>One of the replies asked for with n.</summary>
public sealed class ChatChoice
{
    private bool _isRead;
    private object? _json;

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

    /// <summary>The answer as an object, when the request said what it has to look like; null when it doesn't fit, or when the reply calls tools instead.</summary>
    public object? Json
    {
        get
        {
            if (!_isRead)
            {
                _isRead = true;
                if (Format is not null && FindMisfits(out var answer).Count == 0 && ToolCalls.Count == 0)
                    _json = Format.Convert is { } convert ? convert(answer) : answer;
            }

            return _json;
        }
    }

    /// <summary>What the answer has to look like, or null.</summary>
    internal AnswerFormat? Format { get; init; }

    /// <summary>The tokens of this reply, where the service counts each.</summary>
    public ChatUsage? Usage { get; internal init; }

    /// <summary>What of the answer doesn't fit; nothing when all does, or when nothing was said about it.</summary>
    internal IReadOnlyList<string> FindMisfits(out JsonElement answer)
    {
        answer = default;
        return Format?.Read(Text, out answer) ?? [];
    }

    /// <summary>The reply's text.</summary>
    /// <returns><see cref="Text"/>.</returns>
    public override string ToString() => Text;
}
