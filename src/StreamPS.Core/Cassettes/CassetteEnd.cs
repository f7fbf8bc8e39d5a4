using System.Net.Sockets;

namespace StreamPS.Cassettes;

/// <summary>The end of a recorded exchange.</summary>
internal sealed class CassetteEnd
{
    /// <summary>When it was, in milliseconds since the request.</summary>
    public double Milliseconds { get; init; }

    public CassetteEnding How { get; init; }

    /// <summary>What failed, or which limit of the client's own ran out; null when nothing failed.</summary>
    public ChatErrorKind? Kind { get; init; }

    /// <summary>What the system said about the connection, or null.</summary>
    public SocketError? SocketError { get; init; }

    /// <summary>The platform's words, or null.</summary>
    public string? Message { get; init; }
}
