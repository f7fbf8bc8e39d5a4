namespace StreamPS;

/// <summary>What a line of Markdown is, behind the marks of the lists and quotations that it's in.</summary>
public enum MarkdownLineKind
{
    /// <summary>Nothing.</summary>
    Blank,

    /// <summary>Text of a paragraph.</summary>
    Text,

    /// <summary>A heading, or the line below the text of one.</summary>
    Heading,

    /// <summary>A line across the page.</summary>
    ThematicBreak,

    /// <summary>The fence before code.</summary>
    OpeningFence,

    /// <summary>Code, between fences or indented.</summary>
    Code,

    /// <summary>The fence after code.</summary>
    ClosingFence,

    /// <summary>A row of a table, but for its header, which is text until the line below it is there.</summary>
    Table,

    /// <summary>HTML.</summary>
    Html,
}
