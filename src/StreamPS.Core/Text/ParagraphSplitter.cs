using System.Collections.Generic;

namespace StreamPS.Text;

/// <summary>Cuts into Markdown's outermost blocks. Empty lines go with the block after them: the one before is out already.</summary>
internal sealed class ParagraphSplitter : TextSplitter
{
    private readonly MarkdownBlockSplitter _blocks = new();
    private string _blank = "";
    private long _blankStart;

    public override IReadOnlyList<TextPiece> Add(string text) => Join(_blocks.Add(text));

    public override IReadOnlyList<TextPiece> Complete()
    {
        var pieces = Join(_blocks.Complete());
        if (_blank.Length > 0)
            pieces.Add(new TextPiece(_blank, _blankStart) { Kind = MarkdownBlockKind.Blank });
        _blank = "";
        return pieces;
    }

    private List<TextPiece> Join(IReadOnlyList<MarkdownBlock> blocks)
    {
        var pieces = new List<TextPiece>();
        foreach (var block in blocks)
        {
            if (_blank.Length == 0)
                _blankStart = block.Start;
            if (block.Kind == MarkdownBlockKind.Blank)
            {
                _blank += block.Text;
                continue;
            }

            var code = block.Kind is MarkdownBlockKind.FencedCode or MarkdownBlockKind.IndentedCode && block.Code.Count == 1 ? block.Code[0] : null;
            pieces.Add(new TextPiece(_blank + block.Text, _blankStart) { Kind = block.Kind, Code = code });
            _blank = "";
        }

        return pieces;
    }
}
