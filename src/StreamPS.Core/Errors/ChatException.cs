using System;

namespace StreamPS;

/// <summary>A chat request that failed. Every failure of the engine is one of these; the reply so far is on it.</summary>
public class ChatException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="kind">What went wrong.</param>
    /// <param name="message">What went wrong, for people.</param>
    /// <param name="innerException">What caused it.</param>
    public ChatException(ChatErrorKind kind, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Kind = kind;
    }

    /// <summary>What went wrong.</summary>
    public ChatErrorKind Kind { get; }

    /// <summary>The reply as far as it arrived; null when the request was never sent.</summary>
    public ChatCompletion? Completion { get; internal set; }

    /// <summary>The service's id of the request, to name in a support case, or null.</summary>
    public string? RequestId { get; internal set; }
}
