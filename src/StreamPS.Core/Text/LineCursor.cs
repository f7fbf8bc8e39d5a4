using System;

namespace StreamPS.Text;

/// <summary>A place in a line of Markdown, where columns count: a tab reaches to the next one that four divides.</summary>
internal struct LineCursor
{
    private const int TabWidth = 4;

    private readonly string _line;
    private readonly int _end;
    private int _position;
    private int _column;
    private int _restOfTab;

    public LineCursor(string line)
    {
        _line = line;
        _end = line.Length;
        while (_end > 0 && line[_end - 1] is '\n' or '\r')
            _end--;
        _position = 0;
        _column = 0;
        _restOfTab = 0;
    }

    /// <summary>How many columns of white space are ahead.</summary>
    public readonly int Indent => FindText(out _);

    /// <summary>Whether nothing but white space is ahead.</summary>
    public readonly bool IsBlank
    {
        get
        {
            FindText(out int position);
            return position == _end;
        }
    }

    /// <summary>The first character that isn't white space; a line end where there is none.</summary>
    public readonly char First
    {
        get
        {
            FindText(out int position);
            return position < _end ? _line[position] : '\n';
        }
    }

    /// <summary>What is ahead, from the first character on that isn't white space, without the line end.</summary>
    public readonly string Text
    {
        get
        {
            FindText(out int position);
            return _line.Substring(position, _end - position);
        }
    }

    /// <summary>All that is ahead, with its white space and with a line end if the line has one. What is left of a tab counts as spaces.</summary>
    public readonly string Remainder => new string(' ', _restOfTab) + _line.Substring(_position, _end - _position) + (_end < _line.Length ? "\n" : "");

    /// <summary>Leaves white space behind, so many columns at most.</summary>
    public void SkipColumns(int columns)
    {
        while (columns > 0)
        {
            if (_restOfTab > 0)
            {
                int part = Math.Min(columns, _restOfTab);
                Step(part);
                _restOfTab -= part;
                columns -= part;
            }
            else if (_position < _end && _line[_position] == ' ')
            {
                _position++;
                Step(1);
                columns--;
            }
            else if (_position < _end && _line[_position] == '\t')
            {
                _position++;
                _restOfTab = TabWidth - (_column % TabWidth);
            }
            else
            {
                return;
            }
        }
    }

    /// <summary>Leaves the white space behind, and so many characters.</summary>
    public void SkipText(int characters)
    {
        SkipColumns(Indent);
        _position += characters;
        Step(characters);
    }

    private void Step(int columns) => _column += columns;

    private readonly int FindText(out int position)
    {
        int column = _column + _restOfTab;
        position = _position;
        for (; position < _end && _line[position] is ' ' or '\t'; position++)
            column += _line[position] == '\t' ? TabWidth - (column % TabWidth) : 1;
        return column - _column;
    }
}
