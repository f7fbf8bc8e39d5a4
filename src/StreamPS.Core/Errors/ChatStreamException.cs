using System;

namespace StreamPS;

/// <summary>The stream ended too early, or can't be read.</summary>
public sealed class ChatStreamException : ChatException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="kind">What went wrong.</param>
    /// <param name="message">What went wrong, for people.</param>
    /// <param name="innerException">What caused it.</param>
    public ChatStreamException(ChatErrorKind kind, string message, Exception? innerException = null)
        : base(kind, message, innerException)
    {
    }
}
