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
}
