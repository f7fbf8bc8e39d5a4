using System.Linq;
using System.Text.RegularExpressions;

namespace StreamPS.Text;

/// <summary>How the blocks of Markdown begin. Texts come without the white space before them and without their line ends.</summary>
internal static class MarkdownSyntax
{
    private const int LongestNumber = 9;

    public static bool IsHeading(string text)
    {
        int level = CountRun(text, '#');
        return level is >= 1 and <= 6 && (text.Length == level || text[level] is ' ' or '\t');
    }

    /// <summary>Whether it's the line below the text of a heading.</summary>
    public static bool IsUnderline(string text) => text.Length > 0 && text[0] is '=' or '-' && text.TrimEnd(' ', '\t').All(character => character == text[0]);

    public static bool IsThematicBreak(string text)
    {
        if (text.Length == 0 || text[0] is not ('-' or '_' or '*'))
            return false;

        int count = 0;
        foreach (char character in text)
        {
            if (character == text[0])
                count++;
            else if (character is not (' ' or '\t'))
                return false;
        }

        return count >= 3;
    }

    /// <summary>The length of the fence that the text begins with; 0 where it's none.</summary>
    public static int CountFence(string text)
    {
        if (text.Length == 0 || text[0] is not ('`' or '~'))
            return 0;

        int length = CountRun(text, text[0]);
        return length >= 3 && (text[0] == '~' || text.IndexOf('`', length) < 0) ? length : 0;
    }

    public static bool IsClosingFence(string text, char mark, int length)
    {
        int run = CountRun(text, mark);
        return run >= length && string.IsNullOrWhiteSpace(text.Substring(run));
    }

    /// <summary>The length of a list's mark: a bullet, or a number with . or ) behind it; 0 where there is none.</summary>
    public static int CountListMark(string text)
    {
        int length = text.Length > 0 && text[0] is '-' or '+' or '*' ? 1 : CountNumber(text);
        return length > 0 && (text.Length == length || text[length] is ' ' or '\t') ? length : 0;
    }

    /// <summary>How many cells a table has whose second line this is; 0 where it can't be one.</summary>
    public static int CountDelimiters(string text) =>
        Regex.IsMatch(text, @"^\|?[ \t]*:?-+:?[ \t]*(\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$", RegexOptions.CultureInvariant) && text.IndexOfAny(['|', ':']) >= 0 ? CountCells(text) : 0;

    /// <summary>How many cells a row has.</summary>
    public static int CountCells(string text)
    {
        string row = text.Trim(' ', '\t');
        int first = row.Length > 0 && row[0] == '|' ? 1 : 0;
        int count = 1;
        for (int index = first; index < row.Length; index++)
        {
            if (row[index] == '\\')
                index++;
            else if (row[index] == '|' && index < row.Length - 1)
                count++;
        }

        return count;
    }

    private static int CountRun(string text, char mark)
    {
        int length = 0;
        while (length < text.Length && text[length] == mark)
            length++;
        return length;
    }

    private static int CountNumber(string text)
    {
        int digits = 0;
        while (digits < text.Length && text[digits] is >= '0' and <= '9')
            digits++;
        return digits is >= 1 and <= LongestNumber && digits < text.Length && text[digits] is '.' or ')' ? digits + 1 : 0;
    }
}
