namespace StreamPS;

/// <summary>A piece of Markdown that can be shown now. All pieces of a text, joined, are the text.</summary>
public sealed class MarkdownPiece
{
    internal MarkdownPiece(MarkdownPieceKind kind, string text)
    {
        Kind = kind;
        Text = text;
    }

    /// <summary>How to show it.</summary>
    public MarkdownPieceKind Kind { get; }

    /// <summary>Its text as it came.</summary>
    public string Text { get; }

    /// <summary>What stands behind an opening fence: a language as a rule.</summary>
    public string? Info { get; internal init; }

    /// <summary>The code that has ended with this piece or before it, if some has.</summary>
    public MarkdownCode? FinishedCode { get; internal init; }

    /// <summary>The piece as it came.</summary>
    /// <returns><see cref="Text"/>.</returns>
    public override string ToString() => Text;
}
