namespace StreamPS;

/// <summary>A reply called tools, and the exchange can't go on. The reply is on the exception, with everything that led to it.</summary>
public sealed class ChatToolException : ChatException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="kind">What went wrong.</param>
    /// <param name="message">What went wrong, for people.</param>
    /// <param name="reply">The reply that called the tools.</param>
    public ChatToolException(ChatErrorKind kind, string message, ChatCompletion reply)
        : base(kind, message)
    {
        Completion = reply;
        RequestId = reply.RequestId;
    }
}
