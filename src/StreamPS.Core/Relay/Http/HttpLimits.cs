using System;

namespace StreamPS.Relay.Http;

/// <summary>What a server takes from its clients, and how long it waits for them.</summary>
internal sealed record HttpLimits
{
    /// <summary>The most bytes a request's head may have.</summary>
    public int HeadBytes { get; init; } = 16 * 1024;

    /// <summary>The most headers a request may have.</summary>
    public int Headers { get; init; } = 100;

    /// <summary>The most bytes a request's body may have.</summary>
    public int BodyBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>The most connections at once; further ones are told to come back.</summary>
    public int Connections { get; init; } = 1024;

    /// <summary>How long the head may take from its first byte, and the body after it.</summary>
    public TimeSpan Request { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a connection may wait for its next request.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>How long a client may read nothing of what it's sent.</summary>
    public TimeSpan Write { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long what a client still sends is read after an answer that closes the connection: closed earlier, it might not see the answer.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromSeconds(2);
}
