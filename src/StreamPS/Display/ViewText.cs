using System;
using System.Globalization;
using StreamPS.Text;

namespace StreamPS.Display;

/// <summary>Text of models and services as the format views show it: fit for a terminal, and never cut within a character.</summary>
public static class ViewText
{
    /// <summary>Text with its line ends, without what would steer the terminal.</summary>
    /// <param name="text">The text; null counts as empty.</param>
    /// <returns>What can be shown.</returns>
    public static string Lines(string? text)
    {
        var shown = new TerminalText();
        return shown.Next(text ?? "") + shown.End();
    }

    /// <summary>Text in one line: line ends are shown as \n.</summary>
    /// <param name="text">The text; null counts as empty.</param>
    /// <returns>What can be shown.</returns>
    public static string OneLine(string? text) => Lines(text).Replace("\n", "\\n").Replace('\t', ' ');

    /// <summary>The beginning of a text in one line, with its length where something is left out.</summary>
    /// <param name="text">The text; null counts as empty.</param>
    /// <param name="length">How many characters may be shown.</param>
    /// <returns>What can be shown.</returns>
    public static string Beginning(string? text, int length)
    {
        string line = OneLine(text);
        return line.Length <= length ? line : FormattableString.Invariant($"{Cut(line, length)}\u2026 ({text!.Length} characters)");
    }

    /// <summary>As much of a text as fits, cut where no character is cut in two that the reader sees as one.</summary>
    /// <param name="text">The text.</param>
    /// <param name="length">How many characters it may have at most.</param>
    /// <returns>Its beginning.</returns>
    internal static string Cut(string text, int length)
    {
        int end = 0;
        foreach (int start in StringInfo.ParseCombiningCharacters(text))
        {
            if (start > length)
                break;
            end = start;
        }

        return text.Length <= length ? text : text.Substring(0, end);
    }
}
