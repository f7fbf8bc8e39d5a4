namespace StreamPS;

/// <summary>
/// How the Demo provider fails, so that error handling can be tried. A fault strikes in the middle of every reply, but not when the rest of one
/// is asked for: that comes whole.
/// </summary>
public enum DemoFault
{
    /// <summary>The body ends without its end marker: <see cref="ChatErrorKind.IncompleteStream"/>. The reply can be continued.</summary>
    Truncate,

    /// <summary>
    /// Nothing comes any more, and the connection stays open, until the time for silence is over: <see cref="ChatErrorKind.IdleTimeout"/>. The
    /// reply can be continued.
    /// </summary>
    Stall,

    /// <summary>The connection breaks: <see cref="ChatErrorKind.ConnectionLost"/>. The reply can be continued.</summary>
    Reset,

    /// <summary>
    /// The answer is 429 with a Retry-After of one second, however often it's asked: <see cref="ChatErrorKind.RateLimited"/>, after the retries.
    /// </summary>
    RateLimit,

    /// <summary>An error comes in a frame of the stream: <see cref="ChatErrorKind.ServiceError"/>. The reply can be continued.</summary>
    ErrorFrame,

    /// <summary>A frame isn't JSON: <see cref="ChatErrorKind.ProtocolError"/>. That comes again, so that nothing is continued.</summary>
    BadFrame,
}
