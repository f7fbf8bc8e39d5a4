using System.Collections.Generic;
using System.Text;

namespace StreamPS.Text;

/// <summary>Cuts into blocks of code, also those in lists and quotations, and the text between them.</summary>
internal sealed class CodeBlockSplitter : TextSplitter
{
    private readonly LineCutter _lines = new();
    private readonly MarkdownReader _reader = new();
    private readonly StringBuilder _text = new();
    private bool _isCode;
    private long _start;

    public override IReadOnlyList<TextPiece> Add(string text)
    {
        var pieces = new List<TextPiece>();
        foreach (string line in _lines.Add(text))
            Read(line, pieces);
        return pieces;
    }

    public override IReadOnlyList<TextPiece> Complete()
    {
        var pieces = new List<TextPiece>();
        if (_lines.Complete() is { } line)
            Read(line, pieces);
        Finish(_reader.Complete(), pieces);
        return pieces;
    }

    private void Read(string text, List<TextPiece> pieces)
    {
        var line = _reader.Read(text);
        bool isClosing = line.Kind == MarkdownLineKind.ClosingFence;
        if (line.FinishedCode is not null && !isClosing)
            Finish(line.FinishedCode, pieces);
        if (line.Kind is MarkdownLineKind.OpeningFence or MarkdownLineKind.Code && !_isCode)
        {
            Finish(code: null, pieces);
            _isCode = true;
        }

        _text.Append(text);
        if (isClosing)
            Finish(line.FinishedCode, pieces);
    }

    private void Finish(MarkdownCode? code, List<TextPiece> pieces)
    {
        if (_text.Length > 0)
            pieces.Add(new TextPiece(_text.ToString(), _start) { Code = code });
        _start += _text.Length;
        _text.Clear();
        _isCode = false;
    }
}
