using System;

namespace StreamPS;

/// <summary>How long the parts of a reply may take. Each limit is separate, and null sets none.</summary>
public sealed record ChatTimeouts
{
    /// <summary>How long it may take to reach the service: resolving its name, connecting, agreeing on encryption. 15 s if not said.</summary>
    public TimeSpan? Connection { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the first delta may take from the sending of a request. 120 s if not said: models may think or wait in a queue.</summary>
    public TimeSpan? FirstToken { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>
    /// How long a stream that has begun may bring nothing while it's waited for, 60 s if not said. Comments and pings are nothing; time in
    /// which the reader of the stream is busy doesn't count.
    /// </summary>
    public TimeSpan? Idle { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long everything may take, retries and continuations included. None if not said: a long reply is a healthy one.</summary>
    public TimeSpan? Total { get; init; }
}
