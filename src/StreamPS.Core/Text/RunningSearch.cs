using System;
using System.Collections.Generic;
using System.Text.RegularExpressions;

namespace StreamPS.Text;

/// <summary>
/// Looks for a pattern in a text that arrives in pieces, also across them, and finds the same wherever they were cut: a match at the end of
/// what has arrived could still grow, and counts when the next character is there. Matches don't overlap, and those of no characters don't
/// count.
/// </summary>
public sealed class RunningSearch
{
    /// <summary>The longest match that is found for certain when it arrives in pieces, in characters.</summary>
    public const int LongestMatch = 4096;

    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(1);

    private readonly Regex _pattern;

    // What a match can still begin in, with one character before it: ^ holds at the beginning of the text and not at that of the window.
    private char[] _window = new char[256];
    private int _length;
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
    /// <returns>The matches that it completes, each with its position in the whole text, counted in characters from 0.</returns>
    /// <exception cref="RegexMatchTimeoutException">The pattern took longer than its time limit.</exception>
    public IReadOnlyList<RunningMatch> Add(string piece)
    {
        if (piece.Length == 0)
            return [];

        // What ended before this piece was found before it.
        int from = Math.Max(_searchFrom, _length - LongestMatch);
        Append(piece);
        // Most pieces bring nothing, and then no text has to be made of the window.
        var found = _pattern.IsMatch(_window.AsSpan(0, _length), from) ? Find(from, lastEnd: _length - 1) : [];
        Shrink();
        return found;
    }

    /// <summary>Ends the text.</summary>
    /// <returns>The matches at its very end.</returns>
    /// <exception cref="RegexMatchTimeoutException">The pattern took longer than its time limit.</exception>
    public IReadOnlyList<RunningMatch> Complete() => Find(Math.Max(_searchFrom, _length - LongestMatch), lastEnd: _length);

    private List<RunningMatch> Find(int from, int lastEnd)
    {
        var found = new List<RunningMatch>();
        for (var match = _pattern.Match(new string(_window, 0, _length), from); match.Success && match.Index + match.Length <= lastEnd; match = match.NextMatch())
        {
            if (match.Length == 0)
                continue;

            found.Add(new RunningMatch(match, _windowStart + match.Index));
            _searchFrom = match.Index + match.Length;
        }

        return found;
    }

    private void Append(string piece)
    {
        if (_length + piece.Length > _window.Length)
            Array.Resize(ref _window, Math.Max(2 * _window.Length, _length + piece.Length));
        piece.CopyTo(0, _window, _length, piece.Length);
        _length += piece.Length;
    }

    // Not at each piece: moving the window costs as much as it's long.
    private void Shrink()
    {
        if (_length <= 2 * LongestMatch)
            return;

        int start = Math.Max(_searchFrom, _length - LongestMatch) - 1;
        Array.Copy(_window, start, _window, 0, _length - start);
        _length -= start;
        _windowStart += start;
        _searchFrom = Math.Max(1, _searchFrom - start);
    }
}
