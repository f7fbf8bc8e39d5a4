using System;
using System.Net;

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

    /// <summary>What went wrong, for people; with it, why the reply wasn't continued although that was asked for.</summary>
    public override string Message => NotResumed is null ? base.Message : $"{base.Message} {NotResumed}";

    /// <summary>The reply as far as it arrived; null when the request was never sent.</summary>
    public ChatCompletion? Completion { get; internal set; }

    /// <summary>The HTTP status; null when no response came. It is OK (200) when the failure came in the middle of a stream.</summary>
    public HttpStatusCode? StatusCode { get; internal set; }

    /// <summary>The service's own code or type of the error, or null.</summary>
    public string? ServiceCode { get; internal init; }

    /// <summary>The service's own words, or null.</summary>
    public string? ServiceMessage { get; internal init; }

    /// <summary>The service's id of the request, to name in a support case, or null.</summary>
    public string? RequestId { get; internal set; }

    /// <summary>How long the service asks to wait before the next try; null when it doesn't say.</summary>
    public TimeSpan? RetryAfter { get; internal init; }

    /// <summary>Whether the same request may succeed when it's sent again.</summary>
    public bool IsTransient => TransientFailures.Include(this);

    /// <summary>What the service says about trying again, whatever the status; null when it says nothing.</summary>
    internal bool? ShouldRetry { get; init; }

    /// <summary>Why the reply wasn't continued although that was asked for; null when it was, or wasn't asked for.</summary>
    internal string? NotResumed { get; set; }
}
