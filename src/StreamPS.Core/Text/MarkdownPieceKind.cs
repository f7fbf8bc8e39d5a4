namespace StreamPS;

/// <summary>How to show a piece of Markdown.</summary>
public enum MarkdownPieceKind
{
    /// <summary>As it is.</summary>
    Text,

    /// <summary>By a renderer: a heading's line, or words with the marks around them that make them bold, italic or code.</summary>
    Markup,

    /// <summary>As the beginning of code.</summary>
    OpeningFence,

    /// <summary>As it is: code.</summary>
    Code,

    /// <summary>As the end of code.</summary>
    ClosingFence,
}
