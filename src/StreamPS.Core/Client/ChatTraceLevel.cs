namespace StreamPS;

/// <summary>What a trace message is about.</summary>
public enum ChatTraceLevel
{
    /// <summary>A request and how it went.</summary>
    Request,

    /// <summary>The bodies of requests and the frames of replies.</summary>
    Wire,
}
