using StreamPS.Tools;

namespace StreamPS.Protocols;

/// <summary>What the engine decides about a request beside what the caller asked: the model, and the service's dialect.</summary>
internal readonly struct RequestFormat
{
    /// <summary>The model to ask for, or null to name none.</summary>
    public string? Model { get; init; }

    /// <summary>Whether to ask for token counts in the stream.</summary>
    public bool AskForUsage { get; init; }

    /// <summary>The field for the reply's token limit; newer models refuse the older name.</summary>
    public string MaxTokensField { get; init; }

    /// <summary>Whether the service may send everything so far in each frame.</summary>
    public bool MayBeCumulative { get; init; }

    /// <summary>How the request goes on with a reply that was cut: its last messages are the text so far, and the wish for more where there has to be one.</summary>
    public ContinuationWay Continuation { get; init; }

    /// <summary>How an answer is asked for that fits a schema.</summary>
    public AnswerWay AnswerWay { get; init; }

    /// <summary>The field for the seed.</summary>
    public string SeedField { get; init; }
}
