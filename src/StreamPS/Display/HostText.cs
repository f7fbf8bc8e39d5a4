using System;
using System.Management.Automation;
using System.Text;
using StreamPS.Text;

namespace StreamPS.Display;

/// <summary>
/// Text that flows through the host, as it comes. Line ends wait for what follows them, so that the text ends with one of them whatever
/// it has; where a transcript is written, each line goes there when it's finished.
/// </summary>
internal sealed class HostText
{
    // A terminal that scrolls is slow: what has arrived together is written together, up to this.
    private const int LongestWrite = 4096;

    private readonly PSCmdlet _command;
    private readonly HostStyle _style;
    private readonly StringBuilder _unwritten = new();
    private readonly StringBuilder _line = new();
    private TerminalText _text = new();
    private int _lineEnds;

    public HostText(PSCmdlet command)
    {
        _command = command;
        _style = HostStyle.Of(command);
    }

    /// <summary>Whether less important text looks different.</summary>
    public bool CanDim => _style.AllowsEscapes;

    /// <summary>Whether text stands on the line where the cursor is.</summary>
    public bool IsInLine { get; private set; }

    /// <summary>Adds text. It's written with the next <see cref="Flush"/>, or when there's much of it.</summary>
    public void Add(string text, bool dim = false) => AddShown(_text.Next(text), dim ? _style.Dim : null);

    /// <summary>Adds text that something else has styled.</summary>
    /// <param name="text">The text as it is, fit for a terminal and within a line.</param>
    /// <param name="styled">The same with its style.</param>
    public void AddStyled(string text, string styled)
    {
        AddShown(_text.End(), style: null);
        AddShown(text, _ => styled);
    }

    /// <summary>Writes what has been added.</summary>
    public void Flush()
    {
        if (_unwritten.Length == 0)
            return;

        _command.Host.UI.Write(_unwritten.ToString());
        _unwritten.Clear();
    }

    /// <summary>Ends the text: the cursor is at the beginning of a line then.</summary>
    public void End()
    {
        AddShown(_text.End(), style: null);
        _text = new TerminalText();
        _lineEnds = 0;
        Flush();
        if (!IsInLine)
            return;

        _command.Host.UI.WriteLine();
        EndLine();
    }

    /// <summary>Ends the text, and leaves a line empty.</summary>
    public void EndParagraph()
    {
        End();
        _command.Host.UI.WriteLine();
        EndLine();
    }

    private void AddShown(string shown, Func<string, string>? style)
    {
        string text = shown.TrimEnd('\n');
        int lineEnds = shown.Length - text.Length;
        if (text.Length == 0)
        {
            _lineEnds += lineEnds;
            return;
        }

        // Empty lines before the first word say nothing.
        bool goesOn = IsInLine;
        if (goesOn)
            AddLines(new string('\n', _lineEnds), style: null);
        AddLines(goesOn ? text : text.TrimStart('\n'), style);
        IsInLine = true;
        _lineEnds = lineEnds;
        if (_unwritten.Length > LongestWrite)
            Flush();
    }

    private void AddLines(string text, Func<string, string>? style)
    {
        _unwritten.Append(style is null ? text : style(text));
        int start = 0;
        for (int end; (end = text.IndexOf('\n', start)) >= 0; start = end + 1)
        {
            _line.Append(text, start, end - start);
            EndLine();
        }

        _line.Append(text, start, text.Length - start);
    }

    // A command that is being stopped can't write any more, other than to the host itself.
    private void EndLine()
    {
        IsInLine = false;
        string line = _line.ToString();
        _line.Clear();
        if (!_command.Stopping)
            TranscriptLine.Write(_command, line);
    }
}
