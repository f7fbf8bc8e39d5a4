namespace StreamPS.LoopbackServer;

/// <summary>Who ended an exchange.</summary>
public enum RequestEndKind
{
    /// <summary>The reply was played and its body ended as HTTP wants it.</summary>
    Completed,

    /// <summary>The client closed the connection, or reset its HTTP/2 stream, before the reply was through.</summary>
    ClientClosed,

    /// <summary>The server cut the connection: by a scripted reset or close, by a declared length it didn't reach, or by stopping.</summary>
    ServerClosed,
}
