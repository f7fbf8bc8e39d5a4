using System.Collections.Generic;

namespace StreamPS.Relay;

/// <summary>
/// Joins characters that two deltas have halves of: half a character has no UTF-8, and JSON with one breaks many a client.
/// </summary>
internal sealed class TextCarry
{
    private readonly Dictionary<(int Choice, int Field), char> _halves = [];

    /// <summary>The text with the half that was kept of the one before, and without the half at its own end.</summary>
    /// <param name="text">The delta's text.</param>
    /// <param name="choice">Which of the replies.</param>
    /// <param name="field">Which of its texts.</param>
    public string Join(string text, int choice = 0, int field = 0)
    {
        if (text.Length == 0)
            return text;

        if (_halves.Count > 0 && _halves.TryGetValue((choice, field), out char half))
        {
            _halves.Remove((choice, field));
            text = half + text;
        }

        char last = text[text.Length - 1];
        if (!char.IsHighSurrogate(last))
            return text;

        _halves[(choice, field)] = last;
        return text.Substring(0, text.Length - 1);
    }
}
