using StreamPS.Text;

namespace StreamPS.Commands;

/// <summary>A finished piece of a reply, as Split-ChatStream writes it. In text it behaves as the piece.</summary>
public sealed class ChatPiece
{
    private readonly TextPiece _piece;

    internal ChatPiece(TextPiece piece, int promptIndex, int index)
    {
        _piece = piece;
        PromptIndex = promptIndex;
        Index = index;
    }

    /// <summary>The piece as it came. All pieces of a reply, joined, are the reply.</summary>
    public string Text => _piece.Text;

    /// <summary>What the piece says: without the empty lines and the space around it; of a block of code, the code alone.</summary>
    public string Content => _piece.Content;

    /// <summary>The language of a block of code; null where none is named, and where the piece isn't code.</summary>
    public string? Language => _piece.Code?.Language;

    /// <summary>The code of a block of code, without its fences; null where the piece isn't one.</summary>
    public string? Code => _piece.Code?.Text;

    /// <summary>Whether a block of code has its closing fence, or needs none; null where the piece isn't code.</summary>
    public bool? IsClosed => _piece.Code is { } code ? code.IsClosed || !code.IsFenced : null;

    /// <summary>The block of Markdown that it is, with -By Paragraph.</summary>
    public MarkdownBlockKind? Kind => _piece.Kind;

    /// <summary>Where it begins in its reply, in characters from 0.</summary>
    public long Start => _piece.Start;

    /// <summary>Which prompt the reply answers, from 0.</summary>
    public int PromptIndex { get; }

    /// <summary>Which of several replies to a prompt it belongs to, from 0.</summary>
    public int Index { get; }

    /// <summary>The piece as it came.</summary>
    /// <returns><see cref="Text"/>.</returns>
    public override string ToString() => Text;
}
