using System.Text;

namespace StreamPS.Text;

/// <summary>Collects the lines of code until the code ends.</summary>
internal sealed class CodeCollector
{
    private readonly StringBuilder _code = new();
    private readonly StringBuilder _blankLines = new();
    private string? _info;
    private long _start;
    private bool _isOpen;

    /// <summary>Takes what a line did to the blocks, and gives the code that ended with it or before it.</summary>
    public MarkdownCode? Add(MarkdownStep step, long start)
    {
        var finished = step.LeavesCode ? Finish(isClosed: false) : null;
        if (step.Kind == MarkdownLineKind.OpeningFence)
            Open(step.Info, start);
        else if (step.Kind == MarkdownLineKind.ClosingFence)
            return Finish(isClosed: true);
        else if (step.Code is { } code)
            AddLine(code, isBlank: step.Kind == MarkdownLineKind.Blank, start);
        return finished;
    }

    /// <summary>Gives the code that is open, or null.</summary>
    public MarkdownCode? Finish(bool isClosed)
    {
        if (!_isOpen)
            return null;

        var code = new MarkdownCode(_code.ToString(), _start) { Info = _info ?? "", IsFenced = _info is not null, IsClosed = isClosed };
        _code.Clear();
        _blankLines.Clear();
        _isOpen = false;
        return code;
    }

    private void Open(string? info, long start)
    {
        _isOpen = true;
        _info = info;
        _start = start;
    }

    private void AddLine(string line, bool isBlank, long start)
    {
        if (!_isOpen)
            Open(info: null, start);
        // Empty lines belong to indented code when more of it follows.
        if (isBlank)
        {
            _blankLines.Append(line);
            return;
        }

        _code.Append(_blankLines).Append(line);
        _blankLines.Clear();
    }
}
