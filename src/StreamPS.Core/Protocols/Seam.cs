using System;
using System.Text;

namespace StreamPS.Protocols;

/// <summary>
/// The place where the continuation of a cut reply meets the text before. Models often begin by repeating the last words, so that the
/// beginning is held back until it's clear what of it is new.
/// </summary>
internal sealed class Seam
{
    // Where the service promises to go on exactly, only what can't be chance counts as repeated: "no, no" may be meant.
    private const int CertainRepetition = 16;

    private readonly string _text;
    private readonly bool _isExact;
    private readonly int _unsent;
    private readonly StringBuilder _held = new();

    /// <param name="text">The text before.</param>
    /// <param name="isExact">Whether the service promises not to repeat anything of what it was sent.</param>
    /// <param name="unsent">How many characters of the text's end it wasn't sent.</param>
    public Seam(string text, bool isExact, int unsent)
    {
        _text = text;
        _isExact = isExact;
        _unsent = unsent;
    }

    /// <summary>True once everything that comes is known to be new.</summary>
    public bool IsSettled { get; private set; }

    /// <summary>Takes a piece of the continuation.</summary>
    /// <returns>What of it, and of what was held back, is new; empty as long as that isn't clear.</returns>
    public string Join(string piece)
    {
        if (IsSettled)
            return piece;

        _held.Append(piece);
        string held = _held.ToString();
        // As long as it stands somewhere in the text, it may go on like the text from there to its end.
        return _text.Contains(held, StringComparison.Ordinal) ? "" : Settle(held);
    }

    /// <summary>Nothing more comes.</summary>
    /// <returns>What was held back and is new.</returns>
    public string Close() => IsSettled ? "" : Settle(_held.ToString());

    private string Settle(string held)
    {
        IsSettled = true;
        for (int length = Math.Min(held.Length, _text.Length); length > 0; length--)
        {
            if (string.CompareOrdinal(_text, _text.Length - length, held, 0, length) == 0 && IsRepetition(length))
                return held.Substring(length);
        }

        return held;
    }

    private bool IsRepetition(int length)
    {
        if (length >= CertainRepetition || length <= _unsent || (length == _text.Length && length > 2))
            return true;

        // "the e" and "even" belong together, "like" and "even" do not.
        int start = _text.Length - length;
        return !_isExact && (start == 0 || !IsWordPart(_text[start - 1]) || !IsWordPart(_text[start]));
    }

    // Chinese and Japanese put no spaces between words: each character can begin one.
    private static bool IsWordPart(char character) => char.IsLetterOrDigit(character) && character < '\u2E80';
}
