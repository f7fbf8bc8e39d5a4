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
}
