using System;
using System.Collections.Generic;

namespace StreamPS.HelpBuilder.Text;

/// <summary>Breaks lines at words.</summary>
internal static class LineWrapper
{
    /// <summary>Cuts a line so that none is wider than <paramref name="width"/>, indentation included. A longer word stays whole.</summary>
    public static IEnumerable<string> Wrap(TextLine line, int indentation, int width)
    {
        string margin = new(' ', indentation);
        if (!line.CanWrap)
        {
            yield return (margin + line.Text).TrimEnd();
            yield break;
        }

        string text = line.Text.TrimStart(' ');
        string current = margin + new string(' ', line.Text.Length - text.Length);
        string hanging = margin + new string(' ', line.Hanging);
        bool isEmpty = true;
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!isEmpty && current.Length + 1 + word.Length > width)
            {
                yield return current;
                current = hanging;
                isEmpty = true;
            }

            current += isEmpty ? word : " " + word;
            isEmpty = false;
        }

        yield return current.TrimEnd();
    }
}
