using System;
using System.Collections.Generic;

namespace StreamPS.Text;

/// <summary>Cuts a text that arrives in pieces of any size into pieces that mean something, each as soon as it's finished.</summary>
public abstract class TextSplitter
{
    /// <summary>Makes a splitter.</summary>
    /// <param name="by">What to cut into.</param>
    /// <returns>A splitter for one text.</returns>
    public static TextSplitter Create(SplitBy by) => by switch
    {
        SplitBy.Line => new LineSplitter(),
        SplitBy.Sentence => new SentenceSplitter(),
        SplitBy.Paragraph => new ParagraphSplitter(),
        SplitBy.CodeBlock => new CodeBlockSplitter(),
        SplitBy.Json => new JsonSplitter(),
        _ => throw new ArgumentOutOfRangeException(nameof(by), by, "There is no such way to split."),
    };

    /// <summary>Takes the next part of the text.</summary>
    /// <param name="text">The part. It may begin and end anywhere.</param>
    /// <returns>The pieces that are finished with it.</returns>
    public abstract IReadOnlyList<TextPiece> Add(string text);

    /// <summary>Ends the text.</summary>
    /// <returns>What was still open. JSON that wasn't whole is a piece without its <see cref="TextPiece.Json"/>.</returns>
    public abstract IReadOnlyList<TextPiece> Complete();
}
