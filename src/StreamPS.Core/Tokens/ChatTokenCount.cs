using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace StreamPS;

/// <summary>The tokens of an input, as the service counted them.</summary>
public sealed record ChatTokenCount
{
    internal ChatTokenCount(int totalTokens, string? model, string provider, string source, int characters)
    {
        TotalTokens = totalTokens;
        Model = model;
        Provider = provider;
        Source = source;
        Characters = characters;
    }

    /// <summary>How many tokens the service counts, with what it puts around the messages.</summary>
    public int TotalTokens { get; }

    /// <summary>The model it counted for: each has its own tokens.</summary>
    public string? Model { get; }

    /// <summary>The provider's name.</summary>
    public string Provider { get; }

    /// <summary>The endpoint that counted.</summary>
    public string Source { get; }

    /// <summary>The length of the input's texts, in characters (UTF-16 code units).</summary>
    public int Characters { get; }

    /// <summary>What was counted, for people: a file's name, or how a text begins.</summary>
    public string Input { get; init; } = "";

    /// <summary>How many inputs were counted together.</summary>
    public int InputCount { get; private init; } = 1;

    /// <summary>Several counts of one service together.</summary>
    /// <param name="counts">The counts; at least one.</param>
    /// <returns>Their sum.</returns>
    public static ChatTokenCount Sum(IReadOnlyCollection<ChatTokenCount> counts)
    {
        var first = counts.First();
        return new ChatTokenCount(counts.Sum(count => count.TotalTokens), first.Model, first.Provider, first.Source, counts.Sum(count => count.Characters))
        {
            InputCount = counts.Count,
        };
    }

    /// <summary>The tokens, so that a count can be put into strings.</summary>
    /// <returns><see cref="TotalTokens"/>.</returns>
    public override string ToString() => TotalTokens.ToString(CultureInfo.InvariantCulture);
}
