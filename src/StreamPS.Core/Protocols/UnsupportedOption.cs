using System.Collections.Generic;
using System.Linq;

namespace StreamPS.Protocols;

/// <summary>Refuses what a wire format has no place for: left out silently, the reply would not be what was asked for.</summary>
internal static class UnsupportedOption
{
    /// <summary>Throws when an option is given that the format can't carry.</summary>
    /// <param name="isGiven">Whether the caller set it.</param>
    /// <param name="format">The format's name.</param>
    /// <param name="option">What can't be carried, for people.</param>
    /// <exception cref="ChatInputException">The option is given.</exception>
    public static void Refuse(bool isGiven, string format, string option)
    {
        if (isGiven)
            throw new ChatInputException(ChatErrorKind.InvalidRequest, $"The {format} format has no place for {option}: leave it out, or ask with another protocol.");
    }
    /// <summary>Throws when a participant has a name. That of a tool's result is none: there the call says more.</summary>
    /// <exception cref="ChatInputException">One has.</exception>
    public static void RefuseNames(IEnumerable<ChatMessage> messages, string format) =>
        Refuse(messages.Any(message => message.Name is not null && message.Role != ChatRole.Tool), format, "names of participants");
}
