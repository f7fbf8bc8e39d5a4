using System.Text.Json;

namespace StreamPS;

/// <summary>A finished piece of a text. In text it behaves as the piece.</summary>
public sealed class TextPiece
{
    internal TextPiece(string text, long start)
    {
        Text = text;
        Start = start;
    }

    /// <summary>The piece as it came. All pieces of a text, joined, are the text, but where they are JSON.</summary>
    public string Text { get; }

    /// <summary>Where it begins in the text, in characters from 0.</summary>
    public long Start { get; }

    /// <summary>What the piece says: its text without the empty lines and the space around it; of a block of code, the code alone.</summary>
    public string Content => Code?.Text ?? Text.Trim();

    /// <summary>The code, where the piece is a block of code and nothing else; null otherwise.</summary>
    public MarkdownCode? Code { get; internal init; }

    /// <summary>The block of Markdown that it is; null where the text wasn't cut into blocks.</summary>
    public MarkdownBlockKind? Kind { get; internal init; }

    /// <summary>The JSON that it is, where the text was cut into JSON; null where it wasn't, and where it's none.</summary>
    public JsonElement? Json { get; internal init; }

    /// <summary>The piece as it came.</summary>
    /// <returns><see cref="Text"/>.</returns>
    public override string ToString() => Text;
}
