namespace StreamPS;

/// <summary>What a block of Markdown is.</summary>
public enum MarkdownBlockKind
{
    /// <summary>Empty lines between blocks.</summary>
    Blank,

    /// <summary>Text.</summary>
    Paragraph,

    /// <summary>A heading, with # before it or a line below it.</summary>
    Heading,

    /// <summary>A line across the page.</summary>
    ThematicBreak,

    /// <summary>A list, with everything in its items.</summary>
    List,

    /// <summary>A quotation, with everything in it.</summary>
    Quote,

    /// <summary>Code between fences of backticks or tildes.</summary>
    FencedCode,

    /// <summary>Code that is indented.</summary>
    IndentedCode,

    /// <summary>A table, with its header.</summary>
    Table,

    /// <summary>HTML.</summary>
    Html,
}
