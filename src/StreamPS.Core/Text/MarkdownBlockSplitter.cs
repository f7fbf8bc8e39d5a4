using System.Collections.Generic;
using System.Text;
using StreamPS.Text;

namespace StreamPS;

/// <summary>
/// Cuts Markdown that comes in pieces into its outermost blocks, each as soon as it's finished. Nothing is changed or left out: the blocks'
/// texts, joined, are the text.
/// </summary>
public sealed class MarkdownBlockSplitter
{
    private readonly MarkdownReader _reader = new();
    private readonly LineCutter _lines = new();
    private readonly StringBuilder _text = new();
    private readonly List<MarkdownCode> _code = [];
    private MarkdownBlockKind? _kind;
    private long _start;
    private int _blankTail;

    /// <summary>Takes a piece of text.</summary>
    /// <param name="text">The piece. It may begin and end anywhere.</param>
    /// <returns>The blocks that are finished with it.</returns>
    public IReadOnlyList<MarkdownBlock> Add(string text)
    {
        var finished = new List<MarkdownBlock>();
        foreach (string line in _lines.Add(text))
            Read(line, finished);
        return finished;
    }

    /// <summary>Ends the text.</summary>
    /// <returns>The blocks that were still open.</returns>
    public IReadOnlyList<MarkdownBlock> Complete()
    {
        var finished = new List<MarkdownBlock>();
        if (_lines.Complete() is { } line)
            Read(line, finished);
        Take(_reader.Complete());
        Finish(finished);
        return finished;
    }

    private void Read(string text, List<MarkdownBlock> finished)
    {
        var line = _reader.Read(text);
        Take(line.FinishedCode);
        if (line.StartsBlock)
            Finish(finished);

        _kind = line.Block;
        _text.Append(text);
        // Empty lines after a list are a part of it only when it goes on.
        _blankTail = line.Kind == MarkdownLineKind.Blank && string.IsNullOrWhiteSpace(text) ? _blankTail + text.Length : 0;
        if (line.EndsBlock)
            Finish(finished);
    }

    private void Take(MarkdownCode? code)
    {
        if (code is not null)
            _code.Add(code);
    }

    private void Finish(List<MarkdownBlock> finished)
    {
        if (_kind is not { } kind)
            return;

        int length = kind == MarkdownBlockKind.Blank ? _text.Length : _text.Length - _blankTail;
        finished.Add(new MarkdownBlock(kind, _text.ToString(0, length), _start, _code.ToArray()));
        if (length < _text.Length)
            finished.Add(new MarkdownBlock(MarkdownBlockKind.Blank, _text.ToString(length, _text.Length - length), _start + length, []));
        _start += _text.Length;
        _text.Clear();
        _code.Clear();
        _kind = null;
        _blankTail = 0;
    }
}
