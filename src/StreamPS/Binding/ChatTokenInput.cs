using System.Collections.Generic;

namespace StreamPS.Binding;

/// <summary>Something whose tokens are counted, made from a text, a file, a message or a reply.</summary>
public sealed class ChatTokenInput
{
    internal ChatTokenInput(string name, IReadOnlyList<ChatMessage> messages)
    {
        Name = name;
        Messages = messages;
    }

    /// <summary>A file's name, or how the text begins.</summary>
    public string Name { get; }

    /// <summary>What is counted.</summary>
    public IReadOnlyList<ChatMessage> Messages { get; }
}
