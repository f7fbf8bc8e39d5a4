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

    /// <summary>The counts of two requests together.</summary>
    internal static ChatUsage? Add(ChatUsage? one, ChatUsage? other)
    {
        if (one is null || other is null)
            return one ?? other;

        return new ChatUsage(
            one.PromptTokens + other.PromptTokens,
            one.CompletionTokens + other.CompletionTokens,
            one.TotalTokens + other.TotalTokens,
            AddKnown(one.CachedTokens, other.CachedTokens),
            AddKnown(one.ReasoningTokens, other.ReasoningTokens));
    }

    private static int? AddKnown(int? one, int? other) => one is null && other is null ? null : (one ?? 0) + (other ?? 0);

    /// <summary>The counts in one line.</summary>
    /// <returns>For example <c>19 + 13 = 32</c>.</returns>
    public override string ToString() => $"{PromptTokens} + {CompletionTokens} = {TotalTokens}";
}
