namespace StreamPS;

/// <summary>A piece of code in Markdown, also in a list or a quotation.</summary>
public sealed class MarkdownCode
{
    internal MarkdownCode(string text, long start)
    {
        Text = text;
        Start = start;
    }

    /// <summary>The code, without fences, indentation and the marks of quotations.</summary>
    public string Text { get; }

    /// <summary>What stands behind the opening fence; empty where nothing does.</summary>
    public string Info { get; internal init; } = "";

    /// <summary>The language: the first word behind the opening fence, or null.</summary>
    public string? Language => Info.Length == 0 ? null : Info.Split(' ', '\t')[0];

    /// <summary>Whether it stands between fences; otherwise it's indented.</summary>
    public bool IsFenced { get; internal init; }

    /// <summary>Whether its closing fence is there: without one, the text may have been cut in the middle of the code.</summary>
    public bool IsClosed { get; internal init; }

    /// <summary>Where its first line begins, in characters from the beginning of the text.</summary>
    public long Start { get; }

    /// <summary>The code.</summary>
    /// <returns><see cref="Text"/>.</returns>
    public override string ToString() => Text;
}
