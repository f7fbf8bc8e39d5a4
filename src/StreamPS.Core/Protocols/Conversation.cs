using System.Collections.Generic;
using System.Linq;

namespace StreamPS.Protocols;

/// <summary>What several formats have to find out about a conversation.</summary>
internal static class Conversation
{
    /// <summary>True for a message that instructs the model instead of being part of the talk.</summary>
    public static bool IsInstruction(ChatMessage message) => message.Role is ChatRole.System or ChatRole.Developer;

    /// <summary>All instructions with a blank line between two; null when there are none.</summary>
    public static string? GetInstructions(IEnumerable<ChatMessage> messages)
    {
        var texts = messages.Where(message => IsInstruction(message) && !string.IsNullOrWhiteSpace(message.Content)).Select(message => message.Content).ToArray();
        return texts.Length == 0 ? null : string.Join("\n\n", texts);
    }

    /// <summary>The name of the function whose result a message is: that of the call before it with the same id, or else the message's own.</summary>
    /// <returns>Null when there is neither.</returns>
    public static string? FindFunctionName(IReadOnlyList<ChatMessage> messages, int position)
    {
        var result = messages[position];
        return messages.Take(position).Reverse()
            .SelectMany(message => message.ToolCalls)
            .FirstOrDefault(call => call.Id == result.ToolCallId)?.Name ?? result.Name;
    }
}
