using System;

namespace StreamPS;

/// <summary>The service wasn't reached, or the connection to it broke.</summary>
public sealed class ChatConnectionException : ChatException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="kind">What went wrong.</param>
    /// <param name="message">What went wrong, for people.</param>
    /// <param name="innerException">What caused it.</param>
    public ChatConnectionException(ChatErrorKind kind, string message, Exception? innerException = null)
        : base(kind, message, innerException)
    {
    }
}
