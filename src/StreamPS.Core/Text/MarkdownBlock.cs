using System.Collections.Generic;

namespace StreamPS;

/// <summary>A finished block of Markdown. All blocks of a text, joined, are the text.</summary>
public sealed class MarkdownBlock
{
    internal MarkdownBlock(MarkdownBlockKind kind, string text, long start, IReadOnlyList<MarkdownCode> code)
    {
        Kind = kind;
        Text = text;
        Start = start;
        Code = code;
    }

    /// <summary>What it is.</summary>
    public MarkdownBlockKind Kind { get; }

    /// <summary>Its text as it came, with its line ends.</summary>
    public string Text { get; }

    /// <summary>Where it begins, in characters from the beginning of the text.</summary>
    public long Start { get; }

    /// <summary>The code in it: one piece where it's code itself, and any number where it's a list or a quotation.</summary>
    public IReadOnlyList<MarkdownCode> Code { get; }

    /// <summary>The block as it came.</summary>
    /// <returns><see cref="Text"/>.</returns>
    public override string ToString() => Text;
}
