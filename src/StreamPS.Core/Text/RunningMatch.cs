using System.Text.RegularExpressions;

namespace StreamPS.Text;

/// <summary>A match in a text that arrives in pieces.</summary>
public sealed class RunningMatch
{
    internal RunningMatch(Match match, long position)
    {
        Match = match;
        Position = position;
    }

    /// <summary>The match itself: its value and its groups. Its index counts from where the search was still looking.</summary>
    public Match Match { get; }

    /// <summary>Where it begins in the whole text, in characters from 0.</summary>
    public long Position { get; }

    /// <summary>Where it ends: the position of the first character after it.</summary>
    public long End => Position + Match.Length;

    /// <summary>The text that matched.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Match.Value;
}
