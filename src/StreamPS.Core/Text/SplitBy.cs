namespace StreamPS;

/// <summary>What a text is cut into.</summary>
public enum SplitBy
{
    /// <summary>Lines, each with its line end.</summary>
    Line,

    /// <summary>Sentences, each with the space after it.</summary>
    Sentence,

    /// <summary>Markdown's outermost blocks: paragraphs, headings, lists, code, tables. Empty lines belong to the block after them.</summary>
    Paragraph,

    /// <summary>Blocks of code in Markdown, and the text between them.</summary>
    CodeBlock,

    /// <summary>The elements of a JSON array, or JSON documents one after the other.</summary>
    Json,
}
