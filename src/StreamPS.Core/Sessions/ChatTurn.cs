using System;
using System.Collections.Generic;
using System.Linq;

namespace StreamPS;

/// <summary>One exchange of a conversation: what was asked, and the reply.</summary>
public sealed class ChatTurn
{
    internal ChatTurn(IReadOnlyList<ChatMessage> messages, ChatMessage reply)
    {
        Messages = messages;
        Reply = reply;
    }

    /// <summary>What was asked: a prompt as a rule, or the results of tools.</summary>
    public IReadOnlyList<ChatMessage> Messages { get; }

    /// <summary>The reply, or as much of it as arrived.</summary>
    public ChatMessage Reply { get; }

    /// <summary>How the reply ended. One that isn't Complete was cut, and is kept.</summary>
    public ChatCompletionStatus Status { get; internal init; }

    /// <summary>Whether the reply was cut.</summary>
    public bool IsCut => Status != ChatCompletionStatus.Complete;

    /// <summary>When it was asked.</summary>
    public DateTimeOffset StartedAt { get; internal init; }

    /// <summary>The model that answered.</summary>
    public string? Model { get; internal init; }

    /// <summary>The tokens of the request, the whole conversation before it included, and of the reply; null when they aren't known.</summary>
    public ChatUsage? Usage { get; internal init; }

    /// <summary>True when this turn brings what the one before asked for: the two are one exchange with a tool.</summary>
    internal bool BelongsToTurnBefore => Messages.Any(message => message.Role == ChatRole.Tool);

    /// <summary>The reply's text.</summary>
    /// <returns><see cref="Reply"/> as text.</returns>
    public override string ToString() => Reply.Content;
}
