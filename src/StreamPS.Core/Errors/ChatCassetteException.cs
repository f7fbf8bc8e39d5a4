using System;

namespace StreamPS;

/// <summary>A cassette can't be read or written, or it doesn't have the answer to a request.</summary>
public sealed class ChatCassetteException : ChatException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="kind">What went wrong.</param>
    /// <param name="message">What went wrong, for people.</param>
    /// <param name="innerException">What caused it.</param>
    public ChatCassetteException(ChatErrorKind kind, string message, Exception? innerException = null)
        : base(kind, message, innerException)
    {
    }
}
