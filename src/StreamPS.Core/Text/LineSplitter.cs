using System.Collections.Generic;

namespace StreamPS.Text;

/// <summary>Cuts into lines.</summary>
internal sealed class LineSplitter : TextSplitter
{
    private readonly LineCutter _lines = new();
    private long _start;

    public override IReadOnlyList<TextPiece> Add(string text)
    {
        var pieces = new List<TextPiece>();
        foreach (string line in _lines.Add(text))
            pieces.Add(Piece(line));
        return pieces;
    }

    public override IReadOnlyList<TextPiece> Complete() => _lines.Complete() is { } line ? [Piece(line)] : [];

    private TextPiece Piece(string line)
    {
        var piece = new TextPiece(line, _start);
        _start += line.Length;
        return piece;
    }
}
