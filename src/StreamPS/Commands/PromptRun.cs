using System.Collections.Generic;

namespace StreamPS.Commands;

/// <summary>One prompt on its way: what was asked, and the stream that answers.</summary>
internal sealed class PromptRun
{
    public PromptRun(ChatRequest request, IReadOnlyList<ChatMessage> messages, object target, object? input, ChatStream stream, ReplyActions? actions)
    {
        Request = request;
        Messages = messages;
        Target = target;
        Input = input;
        Stream = stream;
        Actions = actions;
    }

    /// <summary>What was sent.</summary>
    public ChatRequest Request { get; }

    /// <summary>The messages of it that are new in the conversation.</summary>
    public IReadOnlyList<ChatMessage> Messages { get; }

    /// <summary>What errors are about.</summary>
    public object Target { get; }

    /// <summary>The object in the pipeline that the prompt came from.</summary>
    public object? Input { get; }

    public ChatStream Stream { get; }

    /// <summary>What the user wants done with the text; null when it's nothing.</summary>
    public ReplyActions? Actions { get; }
}
