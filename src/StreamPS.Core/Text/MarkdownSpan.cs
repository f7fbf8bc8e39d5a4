namespace StreamPS.Text;

/// <summary>Finds words with marks around them (**bold**, *italic*, `code`) in a line, which may not be there as a whole yet.</summary>
internal static class MarkdownSpan
{
    // A mark whose end is farther away is no mark: looking for it again with each piece of a long line would take ever longer.
    private const int Longest = 500;

    /// <summary>
    /// Looks at the marks that may begin a span: how many characters the span has, with its marks; 0 where no span begins; null while it can't
    /// be known.
    /// </summary>
    /// <param name="line">The line, or the rest of it.</param>
    /// <param name="start">Where the marks are.</param>
    /// <param name="before">What stands before them.</param>
    /// <param name="isWhole">Whether nothing more comes.</param>
    public static int? Measure(string line, int start, char before, bool isWhole)
    {
        isWhole |= line.Length - start > Longest;
        char mark = line[start];
        int marks = CountRun(line, start);
        int inside = start + marks;
        if (inside == line.Length)
            return isWhole ? 0 : null;
        if (mark != '`' && !CanOpen(line, start, marks, before))
            return 0;

        for (int index = inside; index < line.Length; index++)
        {
            if (line[index] == '\\' && mark != '`')
            {
                index++;
                continue;
            }

            if (line[index] != mark)
                continue;

            int run = CountRun(line, index);
            if (index + run == line.Length && !isWhole)
                return null;
            if (run == marks && (mark == '`' || CanClose(line, index, run)))
                return index + run - start;
            index += run - 1;
        }

        return isWhole ? 0 : null;
    }

    /// <summary>Whether a character may begin a span.</summary>
    public static bool IsMark(char character) => character is '*' or '_' or '`';

    public static int CountRun(string line, int start)
    {
        int end = start;
        while (end < line.Length && line[end] == line[start])
            end++;
        return end - start;
    }

    private static bool CanOpen(string line, int start, int marks, char before)
    {
        char after = line[start + marks];
        if (marks > 3 || char.IsWhiteSpace(after))
            return false;

        return line[start] == '_' ? !char.IsLetterOrDigit(before) : !IsPunctuation(after) || !char.IsLetterOrDigit(before);
    }

    private static bool CanClose(string line, int start, int marks)
    {
        char after = start + marks < line.Length ? line[start + marks] : ' ';
        return !char.IsWhiteSpace(line[start - 1]) && (line[start] != '_' || !char.IsLetterOrDigit(after));
    }

    private static bool IsPunctuation(char character) => char.IsPunctuation(character) || char.IsSymbol(character);
}
