namespace StreamPS.Text;

/// <summary>What a line did to the blocks.</summary>
internal sealed class MarkdownStep
{
    public MarkdownLineKind Kind { get; set; }

    public MarkdownBlockKind Block { get; set; }

    /// <summary>Whether the outermost block begins with this line.</summary>
    public bool StartsBlock { get; set; }

    /// <summary>Whether the outermost block ends with this line, whatever follows.</summary>
    public bool EndsBlock { get; set; }

    /// <summary>Whether code that was open ended before this line.</summary>
    public bool LeavesCode { get; set; }

    /// <summary>What stands behind an opening fence.</summary>
    public string? Info { get; set; }

    /// <summary>The line of code, without what indents it.</summary>
    public string? Code { get; set; }
}
