namespace StreamPS;

/// <summary>The verdict on a stream.</summary>
public enum ChatCompletionStatus
{
    /// <summary>The stream's end hasn't been seen: it's still running, or it was cut. The text is what arrived.</summary>
    Incomplete,

    /// <summary>The protocol's end marker arrived: this is all there is.</summary>
    Complete,

    /// <summary>The reader stopped: Ctrl+C, <c>Select-Object -First</c>, <c>break</c> or an error downstream.</summary>
    Cancelled,

    /// <summary>The service, the connection or the request failed.</summary>
    Failed,

    /// <summary>A limit of the caller was reached.</summary>
    Limited,
}
