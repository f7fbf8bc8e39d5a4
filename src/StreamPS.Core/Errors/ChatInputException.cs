using System;

namespace StreamPS;

/// <summary>The request can't be sent as it is: nothing has left this machine.</summary>
public sealed class ChatInputException : ChatException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="kind">What went wrong.</param>
    /// <param name="message">What went wrong, for people.</param>
    /// <param name="innerException">What caused it.</param>
    public ChatInputException(ChatErrorKind kind, string message, Exception? innerException = null)
        : base(kind, message, innerException)
    {
    }
}
