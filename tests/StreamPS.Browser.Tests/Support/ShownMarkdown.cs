namespace StreamPS.Browser.Tests.Support;

/// <summary>What a text looks like on the page.</summary>
public sealed class ShownMarkdown
{
    /// <summary>The text on the page after each piece.</summary>
    public string[] Steps { get; set; } = [];

    /// <summary>The text on the page at the end.</summary>
    public string Text { get; set; } = "";

    /// <summary>The elements at the end, without what is the same everywhere; a block a line.</summary>
    public string Outline { get; set; } = "";

    /// <summary>The HTML at the end.</summary>
    public string Html { get; set; } = "";
}
