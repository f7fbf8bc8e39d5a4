namespace StreamPS.Text;

/// <summary>The block that text is added to, in the innermost list item or quotation.</summary>
internal sealed class MarkdownLeaf
{
    public static readonly MarkdownLeaf None = new(MarkdownBlockKind.Blank);

    public MarkdownLeaf(MarkdownBlockKind kind)
    {
        Kind = kind;
    }

    public MarkdownBlockKind Kind { get; }

    /// <summary>The fence's character, how often it stands there, and how far it's indented.</summary>
    public (char Mark, int Length, int Indent) Fence { get; init; }

    /// <summary>What ends HTML.</summary>
    public HtmlBlock? Html { get; init; }

    /// <summary>How many cells a paragraph would have as the header of a table; 0 when it has more lines than one.</summary>
    public int Cells { get; init; }
}
