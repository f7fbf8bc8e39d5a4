namespace StreamPS;

/// <summary>What is known of a line of Markdown once it's whole.</summary>
public sealed class MarkdownLine
{
    internal MarkdownLine(MarkdownLineKind kind, MarkdownBlockKind block, bool startsBlock)
    {
        Kind = kind;
        Block = block;
        StartsBlock = startsBlock;
    }

    /// <summary>What the line is by itself.</summary>
    public MarkdownLineKind Kind { get; }

    /// <summary>What the outermost block is that it belongs to, as far as it's known: the next line may make a heading or a table of a paragraph.</summary>
    public MarkdownBlockKind Block { get; }

    /// <summary>Whether that block begins here.</summary>
    public bool StartsBlock { get; }

    /// <summary>Whether that block ends here, whatever follows.</summary>
    public bool EndsBlock { get; internal init; }

    /// <summary>What stands behind an opening fence: a language as a rule.</summary>
    public string? Info { get; internal init; }

    /// <summary>The code that ended with this line, or before it; null as a rule.</summary>
    public MarkdownCode? FinishedCode { get; internal init; }
}
