namespace StreamPS;

/// <summary>Tokens, as the service counted them.</summary>
public sealed class ChatUsage
{
    /// <summary>Makes a count.</summary>
    /// <param name="promptTokens">Tokens of the request.</param>
    /// <param name="completionTokens">Tokens of the reply.</param>
    /// <param name="totalTokens">Both together, as the service says; null adds them up.</param>
    /// <param name="cachedTokens">Tokens of the request that the service had in its cache; null when it doesn't say.</param>
    /// <param name="reasoningTokens">Tokens spent on reasoning; null when the service doesn't say.</param>
    public ChatUsage(int promptTokens, int completionTokens, int? totalTokens = null, int? cachedTokens = null, int? reasoningTokens = null)
    {
        PromptTokens = promptTokens;
        CompletionTokens = completionTokens;
        TotalTokens = totalTokens ?? promptTokens + completionTokens;
        CachedTokens = cachedTokens;
        ReasoningTokens = reasoningTokens;
    }

    /// <summary>Tokens of the request.</summary>
    public int PromptTokens { get; }

    /// <summary>Tokens of the reply.</summary>
    public int CompletionTokens { get; }

    /// <summary>All tokens the service counted. It can be more than the sum of the two others where reasoning is counted apart.</summary>
    public int TotalTokens { get; }

    /// <summary>Tokens of the request that the service had in its cache; null when it doesn't say.</summary>
    public int? CachedTokens { get; }

    /// <summary>Tokens spent on reasoning; null when the service doesn't say.</summary>
    public int? ReasoningTokens { get; }

    /// <summary>The counts in one line.</summary>
    /// <returns>For example <c>19 + 13 = 32</c>.</returns>
    public override string ToString() => $"{PromptTokens} + {CompletionTokens} = {TotalTokens}";
}
