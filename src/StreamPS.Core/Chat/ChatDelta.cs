using System;

namespace StreamPS;

/// <summary>A piece of a reply, as it arrived. In text it behaves as its content.</summary>
public sealed class ChatDelta
{
    // One more than the value, 0 for null: a nullable enumeration would take eight bytes of every delta.
    private readonly byte _finishReason;
    private byte _role;
    private string? _content;
    private string? _reasoning;

    /// <summary>The new text of the reply, or null when this delta carries none.</summary>
    public string? Content
    {
        get => _content;
        init => _content = value;
    }

    /// <summary>New text of the model's reasoning, or null.</summary>
    public string? Reasoning
    {
        get => _reasoning;
        init => _reasoning = value;
    }

    /// <summary>
    /// What proves to the service that the reasoning since the last signature, or since the beginning, is its own; null on the deltas that don't
    /// bring one. See <see cref="SignedReasoning"/>.
    /// </summary>
    public string? ReasoningSignature { get; init; }

    /// <summary>New text of a refusal, or null.</summary>
    public string? Refusal { get; init; }

    /// <summary>Who speaks; set on the first delta of each choice, null on the others.</summary>
    public ChatRole? Role
    {
        get => _role == 0 ? null : (ChatRole)(_role - 1);
        init => _role = (byte)(value + 1 ?? 0);
    }

    /// <summary>Which of the replies asked for with n this belongs to, from 0.</summary>
    public int Index { get; init; }

    /// <summary>Which of the prompts this answers, from 0.</summary>
    public int PromptIndex { get; internal set; }

    /// <summary>A fragment of a tool call, or null.</summary>
    public ToolCallDelta? ToolCall { get; init; }

    /// <summary>Why the reply ended; set on the delta that ends a choice, null on the others.</summary>
    public ChatFinishReason? FinishReason
    {
        get => _finishReason == 0 ? null : (ChatFinishReason)(_finishReason - 1);
        init => _finishReason = (byte)(value + 1 ?? 0);
    }

    /// <summary>The service's own word for <see cref="FinishReason"/>.</summary>
    public string? FinishReasonText { get; init; }

    /// <summary>The tokens used; set on the delta that carries them, null on the others.</summary>
    public ChatUsage? Usage { get; init; }

    /// <summary>Whether this comes from the continuation of a reply that was cut.</summary>
    public bool Resumed { get; internal set; }

    /// <summary>The position of this delta in its stream, from 0, without gaps.</summary>
    public int Sequence { get; internal set; }

    /// <summary>The time from the sending of the request to the arrival of this delta's bytes.</summary>
    public TimeSpan Elapsed { get; internal set; }

    internal bool IsEmpty =>
        Content is null && Reasoning is null && ReasoningSignature is null && Refusal is null && ToolCall is null && FinishReason is null && FinishReasonText is null && Usage is null;

    /// <summary>The same delta with another content, in a choice that has begun already and needs no role.</summary>
    internal ChatDelta WithContent(string? content)
    {
        var delta = (ChatDelta)MemberwiseClone();
        delta._content = content;
        delta._role = 0;
        return delta;
    }

    /// <summary>The same delta with another text in place of its content, or where it has none of its reasoning.</summary>
    internal ChatDelta WithText(string text)
    {
        var delta = (ChatDelta)MemberwiseClone();
        if (_content is null)
            delta._reasoning = text;
        else
            delta._content = text;
        return delta;
    }

    /// <summary>The same delta with the first characters of its content only.</summary>
    internal ChatDelta Cut(int length)
    {
        var delta = (ChatDelta)MemberwiseClone();
        delta._content = Content!.Substring(0, length);
        return delta;
    }

    /// <summary>The content, so that a delta can be joined, matched and put into strings.</summary>
    /// <returns><see cref="Content"/>, or an empty string.</returns>
    public override string ToString() => Content ?? "";
}
