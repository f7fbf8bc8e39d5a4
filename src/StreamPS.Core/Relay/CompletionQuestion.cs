namespace StreamPS.Relay;

/// <summary>What a client asks, and how it wants to be answered.</summary>
internal sealed class CompletionQuestion
{
    public CompletionQuestion(ChatRequest request)
    {
        Request = request;
    }

    /// <summary>What is asked of the service.</summary>
    public ChatRequest Request { get; }

    /// <summary>Whether the answer is a stream.</summary>
    public bool Streams { get; init; }

    /// <summary>Whether the stream ends with the tokens used.</summary>
    public bool IncludesUsage { get; init; }
}
