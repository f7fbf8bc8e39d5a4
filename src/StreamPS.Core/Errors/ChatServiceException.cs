using System;
using System.Net;

namespace StreamPS;

/// <summary>The service answered with an error, before the stream or in the middle of it.</summary>
public sealed class ChatServiceException : ChatException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="kind">What went wrong.</param>
    /// <param name="message">What went wrong, for people.</param>
    public ChatServiceException(ChatErrorKind kind, string message)
        : base(kind, message)
    {
    }

    /// <summary>The HTTP status. It is OK (200) when the error came in the middle of a stream.</summary>
    public HttpStatusCode StatusCode { get; internal init; }

    /// <summary>The service's own code or type of the error, or null.</summary>
    public string? ServiceCode { get; internal init; }

    /// <summary>The service's own words, or null.</summary>
    public string? ServiceMessage { get; internal init; }

    /// <summary>How long the service asks to wait before the next try; null when it doesn't say.</summary>
    public TimeSpan? RetryAfter { get; internal init; }
}
