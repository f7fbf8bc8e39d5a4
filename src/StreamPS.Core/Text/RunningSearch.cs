using System;
using System.Collections.Generic;
using System.Text.RegularExpressions;

namespace StreamPS.Text;

/// <summary>
/// Looks for a pattern in a text that arrives in pieces, also across them. A match is found as soon as it's there: <c>\d+</c> finds the first
/// digit, whatever follows. Matches don't overlap, and those of no characters don't count.
/// </summary>
public sealed class RunningSearch
{
    /// <summary>The longest match that is found for certain when it arrives in pieces, in characters.</summary>
    public const int LongestMatch = 4096;

    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(1);

    private readonly Regex _pattern;

    // What a match can still begin in, with one character before it: ^ holds at the beginning of the text and not at that of the window.
    private string _window = "";
    private int _searchFrom;
    private long _windowStart;

    /// <summary>Makes a search.</summary>
    /// <param name="pattern">The pattern. Without a time limit of its own it gets one of a second for each piece.</param>
    public RunningSearch(Regex pattern)
    {
        _pattern = pattern.MatchTimeout == Regex.InfiniteMatchTimeout ? new Regex(pattern.ToString(), pattern.Options, TimeLimit) : pattern;
    }

    /// <summary>Takes the next piece of the text.</summary>
    /// <param name="piece">The piece.</param>
    /// <returns>The matches that end in it, each with its position in the whole text, counted in characters from 0.</returns>
    /// <exception cref="RegexMatchTimeoutException">The pattern took longer than its time limit.</exception>
    public IReadOnlyList<RunningMatch> Add(string piece)
    {
        if (piece.Length == 0)
            return [];

        // What ended before this piece was found before it.
        int from = Math.Max(_searchFrom, _window.Length - LongestMatch);
        _window += piece;
        List<RunningMatch>? found = null;
        for (var match = _pattern.Match(_window, from); match.Success; match = match.NextMatch())
        {
            if (match.Length == 0)
                continue;

            (found ??= []).Add(new RunningMatch(match, _windowStart + match.Index));
            _searchFrom = match.Index + match.Length;
        }

        Shrink();
        return found ?? (IReadOnlyList<RunningMatch>)[];
    }

    // Not at each piece: moving the window costs as much as it's long.
    private void Shrink()
    {
        if (_window.Length <= 2 * LongestMatch)
            return;

        int start = Math.Max(_searchFrom, _window.Length - LongestMatch) - 1;
        _window = _window.Substring(start);
        _windowStart += start;
        _searchFrom = Math.Max(1, _searchFrom - start);
    }
}
