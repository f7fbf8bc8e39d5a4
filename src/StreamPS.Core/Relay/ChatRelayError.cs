using System;

namespace StreamPS;

/// <summary>Something that went wrong in a relay.</summary>
public sealed class ChatRelayError
{
    internal ChatRelayError(DateTimeOffset time, string path, int status, string kind, string message)
    {
        Time = time;
        Path = path;
        Status = status;
        Kind = kind;
        Message = message;
    }

    /// <summary>When.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>The path of the request; empty when it couldn't be read.</summary>
    public string Path { get; }

    /// <summary>The HTTP status that was answered; 200 when the reply had begun.</summary>
    public int Status { get; }

    /// <summary>The kind of a service's error, as <see cref="ChatErrorKind"/> names them; <c>Refused</c> for requests that the relay didn't serve.</summary>
    public string Kind { get; }

    /// <summary>What went wrong, for people.</summary>
    public string Message { get; }

    /// <summary>The kind and the message.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Kind}: {Message}";
}
