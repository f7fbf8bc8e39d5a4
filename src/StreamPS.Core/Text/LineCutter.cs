using System.Collections.Generic;
using System.Text;

namespace StreamPS.Text;

/// <summary>Makes whole lines of text that comes in pieces. A line ends with a line feed, a carriage return, or both.</summary>
internal sealed class LineCutter
{
    private readonly StringBuilder _line = new();
    private bool _endsWithReturn;

    /// <summary>Takes a piece of text, and gives the lines that are whole with it, with their line ends.</summary>
    public IEnumerable<string> Add(string text)
    {
        int start = 0;
        for (int index = 0; index < text.Length; index++)
        {
            char character = text[index];
            // A carriage return ends a line when it's known that no line feed follows.
            if (_endsWithReturn && character != '\n')
                yield return Take(text, ref start, index);
            _endsWithReturn = character == '\r';
            if (character == '\n')
                yield return Take(text, ref start, index + 1);
        }

        _line.Append(text, start, text.Length - start);
    }

    /// <summary>Gives what is left, a line without its end.</summary>
    public string? Complete()
    {
        int none = 0;
        return _line.Length == 0 ? null : Take("", ref none, 0);
    }

    private string Take(string text, ref int start, int end)
    {
        _line.Append(text, start, end - start);
        string line = _line.ToString();
        _line.Clear();
        _endsWithReturn = false;
        start = end;
        return line;
    }
}
