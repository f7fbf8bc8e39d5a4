namespace StreamPS.Text;

/// <summary>A quotation, or an item of a list: what a line has to begin with to go on with it.</summary>
internal sealed class MarkdownContainer
{
    /// <summary>The quotation's &gt;, the bullet, or what stands behind the number.</summary>
    public char Mark { get; init; }

    /// <summary>How many columns an item's content is indented.</summary>
    public int Width { get; init; }

    /// <summary>Whether an item has nothing yet: then an empty line ends it.</summary>
    public bool IsEmpty { get; init; }

    public bool IsQuote => Mark == '>';

    public MarkdownContainer Filled() => new() { Mark = Mark, Width = Width };
}
