using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text;

namespace StreamPS;

/// <summary>
/// A secret that is found in texts however it's written there: as it is, or with the escapes of JSON (also of JSON in a text of JSON), of
/// addresses or of web pages.
/// </summary>
internal sealed class EscapedSecret
{
    // "&#x2F;" and the like, and no longer text that happens to begin with an ampersand.
    private const int LongestEntity = 10;
    private const int HexDigits = 4;

    // Four levels of JSON in JSON.
    private const int MostBackslashes = 16;

    // The longest escape of a character that is looked for at the end of a text.
    private const int LongestEscape = 24;

    private readonly string _secret;
    private readonly char[] _beginnings;

    public EscapedSecret(string secret)
    {
        _secret = secret;
        _beginnings = secret[0] == ' ' ? [' ', '\\', '%', '&', '+'] : [secret[0], '\\', '%', '&'];
    }

    /// <summary>How long the secret is when nothing is escaped.</summary>
    public int Length => _secret.Length;

    /// <summary>The secret itself.</summary>
    public string Text => _secret;

    /// <summary>The text with a mask in the place of the secret.</summary>
    /// <param name="text">The text.</param>
    /// <param name="mask">What stands there instead.</param>
    /// <param name="shortestPart">With a text that was cut: how much of the secret has to be left at its end to be masked. Null for a whole text.</param>
    public string Replace(string text, string mask, int? shortestPart)
    {
        StringBuilder? masked = null;
        int copied = 0;
        for (int start = 0; (start = text.IndexOfAny(_beginnings, start)) >= 0; start++)
        {
            int end = Match(known: 0, text, start, shortestPart);
            if (end < 0)
                continue;

            masked ??= new StringBuilder(text.Length);
            masked.Append(text, copied, start - copied).Append(mask);
            copied = end;
            start = end - 1;
        }

        return masked is null ? text : masked.Append(text, copied, text.Length - copied).ToString();
    }

    /// <summary>Where the secret may begin in a text that was cut; -1 where it doesn't.</summary>
    public int FindPartAtEnd(string text)
    {
        int start = Math.Max(0, text.Length - (LongestEscape * Length));
        for (; (start = text.IndexOfAny(_beginnings, start)) >= 0; start++)
        {
            if (Match(known: 0, text, start, shortestPart: 0) == text.Length)
                return start;
        }

        return -1;
    }

    // Where the secret ends that begins at a position, or -1. Only characters that escapes begin with can be read in more than one way.
    private int Match(int known, string text, int position, int? shortestPart)
    {
        for (; known < _secret.Length; known++, position++)
        {
            if (position == text.Length)
                return known >= shortestPart ? position : -1;

            if (text[position] is '\\' or '%' or '&' or '+')
            {
                int next = known + 1;
                int end = GetLengths(_secret[known], text, position).Select(length => Match(next, text, position + length, shortestPart)).DefaultIfEmpty(-1).Max();
                return end < 0 && known >= shortestPart && IsCutEscape(text, position) ? text.Length : end;
            }

            if (text[position] != _secret[known])
                return -1;
        }

        return position;
    }

    // How much of the text may stand for the character, in all ways of writing it.
    private static IEnumerable<int> GetLengths(char character, string text, int position)
    {
        if (text[position] == character)
            yield return 1;
        if (text[position] == '+' && character == ' ')
            yield return 1;

        int length = text[position] switch
        {
            '\\' => GetJsonLength(character, text, position),
            '%' => GetAddressLength(character, text, position),
            '&' => GetEntityLength(character, text, position),
            _ => 0,
        };
        if (length > 0)
            yield return length;
    }

    private static int GetJsonLength(char character, string text, int position)
    {
        int end = position;
        while (end < text.Length && text[end] == '\\' && end - position < MostBackslashes)
            end++;

        // Each level of JSON in JSON doubles the backslashes.
        if (character == '\\')
            return end - position;
        if (end < text.Length && text[end] == character && character is '/' or '"')
            return end + 1 - position;
        return end < text.Length && text[end] == 'u' && ReadHex(text, end + 1, HexDigits) == character ? end + 1 + HexDigits - position : 0;
    }

    private static int GetAddressLength(char character, string text, int position)
    {
        // Escaped once more, % becomes %25.
        int digits = position + 1;
        while (character != '%' && ReadHex(text, digits, 2) == '%')
            digits += 2;
        return ReadHex(text, digits, 2) == character ? digits + 2 - position : 0;
    }

    private static int GetEntityLength(char character, string text, int position)
    {
        int length = text.IndexOf(';', position, Math.Min(LongestEntity, text.Length - position)) + 1 - position;
        return length > 0 && WebUtility.HtmlDecode(text.Substring(position, length)) == character.ToString() ? length : 0;
    }

    private static int ReadHex(string text, int position, int digits)
    {
        if (position + digits > text.Length)
            return -1;

        int value = 0;
        for (int end = position + digits; position < end; position++)
        {
            if (!Uri.IsHexDigit(text[position]))
                return -1;
            value = (value * 16) + Uri.FromHex(text[position]);
        }

        return value;
    }

    private static bool IsCutEscape(string text, int position)
    {
        string rest = text.Substring(position).TrimStart('\\');
        return rest.Length <= HexDigits + 1 && rest.All(character => character is 'u' or '%' or '&' or '#' or 'x' || Uri.IsHexDigit(character));
    }
}
