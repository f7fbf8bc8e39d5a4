using System.Text;

namespace StreamPS.Tools;

/// <summary>Rewrites a pattern so that it takes capitals and small letters alike without an option to say so, which schemas don't have.</summary>
internal static class LetterCase
{
    /// <returns>False for patterns with names or options in their groups, and with ranges that aren't of letters or digits alone.</returns>
    public static bool TryIgnore(string pattern, out string result)
    {
        var text = new StringBuilder();
        result = "";
        bool isInClass = false;
        for (int i = 0; i < pattern.Length; i++)
        {
            char letter = pattern[i];
            char next = i + 1 < pattern.Length ? pattern[i + 1] : '\0';
            if (letter == '\\')
            {
                // Behind these come names or numbers of characters.
                if (next is 'p' or 'P' or 'k' or 'u' or 'x' or 'c' or '\0')
                    return false;
                text.Append(letter).Append(next);
                i++;
            }
            else if (letter == '(' && next == '?' && (i + 2 >= pattern.Length || pattern[i + 2] is not (':' or '=' or '!')))
            {
                return false;
            }
            else if (isInClass && next == '-' && i + 2 < pattern.Length && pattern[i + 2] != ']')
            {
                char last = pattern[i + 2];
                if (!IsRange(letter, last))
                    return false;
                Append(text, $"{letter}-{last}");
                i += 2;
            }
            else
            {
                isInClass = letter == '[' || (isInClass && letter != ']');
                Append(text, letter, isInClass);
            }
        }

        result = text.ToString();
        return true;
    }

    private static bool IsRange(char first, char last) =>
        (first is >= '0' and <= '9' && last is >= '0' and <= '9')
        || (first is >= 'a' and <= 'z' && last is >= 'a' and <= 'z')
        || (first is >= 'A' and <= 'Z' && last is >= 'A' and <= 'Z');

    private static void Append(StringBuilder text, string range)
    {
        text.Append(range);
        if (char.IsLetter(range[0]))
            text.Append(Other(range[0])).Append('-').Append(Other(range[2]));
    }

    private static void Append(StringBuilder text, char letter, bool isInClass)
    {
        char other = Other(letter);
        if (other == letter)
            text.Append(letter);
        else if (isInClass)
            text.Append(letter).Append(other);
        else
            text.Append('[').Append(letter).Append(other).Append(']');
    }

    private static char Other(char letter) => char.IsUpper(letter) ? char.ToLowerInvariant(letter) : char.ToUpperInvariant(letter);
}
