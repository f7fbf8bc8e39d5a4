using System;
using System.Collections.Generic;

namespace StreamPS.Text;

/// <summary>
/// Cuts into sentences. A sentence ends with a full stop, an exclamation or question mark before a space, where no lower-case letter follows
/// and no abbreviation precedes; with the ideographic full stop and its like at once; with an empty line; and before a line that begins a list
/// item, a heading, a quotation, a table row or code.
/// </summary>
internal sealed class SentenceSplitter : TextSplitter
{
    private const string Stops = ".!?…";
    private const string IdeographicStops = "。！？｡";
    private const string Closers = "\"'”’»)]」』）】》*_`";
    private const string LineMarks = "-*+#>|`~";

    // A position that isn't known yet: what follows decides.
    private const int Unknown = -1;
    private const int None = -2;

    // What often has a full stop before a capital letter.
    private static readonly HashSet<string> Abbreviations = new(StringComparer.OrdinalIgnoreCase)
    {
        "mr", "mrs", "ms", "dr", "prof", "st", "vs", "e.g", "i.e", "cf", "approx", "inc", "ltd", "jr", "sr", "z.b", "d.h", "bzw", "ca",
    };

    // What has one before a number.
    private static readonly HashSet<string> NumberAbbreviations = new(StringComparer.OrdinalIgnoreCase) { "no", "nr", "fig", "eq", "vol", "p", "pp" };

    // The text since the last cut, and how far it was looked through.
    private char[] _text = new char[256];
    private int _length;
    private int _scanned;
    private long _start;

    public override IReadOnlyList<TextPiece> Add(string text)
    {
        Append(text);
        ReadOnlySpan<char> rest = _text.AsSpan(0, _length);
        var pieces = new List<TextPiece>();
        int begin = 0;
        for (int end; (end = FindEnd(rest, begin)) > 0; begin = end)
        {
            pieces.Add(new TextPiece(rest.Slice(begin, end - begin).ToString(), _start + begin));
            _scanned = end;
        }

        Remove(begin);
        return pieces;
    }

    public override IReadOnlyList<TextPiece> Complete()
    {
        if (_length == 0)
            return [];

        var piece = new TextPiece(new string(_text, 0, _length), _start);
        Remove(_length);
        return [piece];
    }

    private void Append(string text)
    {
        if (_length + text.Length > _text.Length)
            Array.Resize(ref _text, Math.Max(2 * _text.Length, _length + text.Length));
        text.CopyTo(0, _text, _length, text.Length);
        _length += text.Length;
    }

    private void Remove(int count)
    {
        if (count == 0)
            return;

        Array.Copy(_text, count, _text, 0, _length - count);
        _length -= count;
        _start += count;
        _scanned = Math.Max(0, _scanned - count);
    }

    // Goes on where it stopped, and stops where what follows decides.
    private int FindEnd(ReadOnlySpan<char> text, int begin)
    {
        for (_scanned = Math.Max(_scanned, begin); _scanned < text.Length; _scanned++)
        {
            char character = text[_scanned];
            int end = None;
            if (character == '\n')
                end = AfterLine(text, begin, _scanned);
            else if (IsOneOf(Stops, character))
                end = AfterStop(text, begin, _scanned);
            else if (IsOneOf(IdeographicStops, character))
                end = AfterIdeographicStop(text, _scanned);
            if (end == Unknown)
                return Unknown;
            if (end > 0)
                return end;
        }

        return Unknown;
    }

    private static int AfterStop(ReadOnlySpan<char> text, int begin, int stop)
    {
        int after = SkipClosers(text, SkipStops(text, stop));
        if (after == text.Length)
            return Unknown;
        if (!char.IsWhiteSpace(text[after]))
            return None;

        int next = SkipSpace(text, after);
        if (next == text.Length)
            return Unknown;
        if (CountLines(text, after, next) < 2 && (char.IsLower(text[next]) || (text[stop] == '.' && IsPartOfWord(text, begin, stop, text[next]))))
            return None;
        return next;
    }

    private static int AfterIdeographicStop(ReadOnlySpan<char> text, int stop)
    {
        int next = stop + 1;
        while (next < text.Length && IsOneOf(IdeographicStops, text[next]))
            next++;
        next = SkipSpace(text, SkipClosers(text, next));
        return next == text.Length ? Unknown : next;
    }

    private static int AfterLine(ReadOnlySpan<char> text, int begin, int lineEnd)
    {
        int next = SkipSpace(text, lineEnd);
        if (next == text.Length)
            return Unknown;
        if (SkipSpace(text, begin) >= lineEnd)
            return None;
        if (CountLines(text, lineEnd, next) > 1)
            return next;

        return BeginsBlock(text, next) switch
        {
            null => Unknown,
            true => next,
            false => None,
        };
    }

    // Null when the line isn't long enough to tell.
    private static bool? BeginsBlock(ReadOnlySpan<char> text, int start)
    {
        int after = start;
        while (after < text.Length && (char.IsDigit(text[after]) || IsOneOf(LineMarks, text[after])))
            after++;
        if (after == text.Length)
            return null;
        if (after == start)
            return false;

        bool isNumber = char.IsDigit(text[start]) && text[after] is '.' or ')';
        if (isNumber && ++after == text.Length)
            return null;
        return (isNumber || !char.IsDigit(text[start])) && (char.IsWhiteSpace(text[after]) || text[start] is '`' or '~' or '|' or '>');
    }

    // "Mr.", the "J." of a name, and the "2." of a list.
    private static bool IsPartOfWord(ReadOnlySpan<char> text, int begin, int stop, char next)
    {
        int start = stop;
        while (start > begin && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] == '.'))
            start--;
        string word = text.Slice(start, stop - start).ToString();
        return Abbreviations.Contains(word)
            || (char.IsDigit(next) && NumberAbbreviations.Contains(word))
            || (word.Length == 1 && char.IsUpper(word[0]))
            || (word.Length is > 0 and < 4 && IsNumber(word) && (start == begin || text[start - 1] == '\n'));
    }

    private static bool IsOneOf(string characters, char character) => characters.AsSpan().IndexOf(character) >= 0;

    private static bool IsNumber(string word)
    {
        foreach (char character in word)
        {
            if (!char.IsDigit(character))
                return false;
        }

        return true;
    }

    private static int SkipStops(ReadOnlySpan<char> text, int position)
    {
        while (position < text.Length && IsOneOf(Stops, text[position]))
            position++;
        return position;
    }

    private static int SkipClosers(ReadOnlySpan<char> text, int position)
    {
        while (position < text.Length && IsOneOf(Closers, text[position]))
            position++;
        return position;
    }

    private static int SkipSpace(ReadOnlySpan<char> text, int position)
    {
        while (position < text.Length && char.IsWhiteSpace(text[position]))
            position++;
        return position;
    }

    private static int CountLines(ReadOnlySpan<char> text, int start, int end)
    {
        int lines = 0;
        for (int index = start; index < end; index++)
        {
            if (text[index] == '\n')
                lines++;
        }

        return lines;
    }
}
