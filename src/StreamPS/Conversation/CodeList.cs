using System.Collections.Generic;

namespace StreamPS.Conversation;

/// <summary>The pieces of code that were shown, by the numbers beside them.</summary>
internal sealed class CodeList
{
    private readonly Dictionary<int, MarkdownCode> _finished = [];

    /// <summary>The highest number so far.</summary>
    public int Last { get; private set; }

    /// <summary>Gives the next piece its number.</summary>
    public int Begin() => ++Last;

    /// <summary>Takes the piece that has the last number.</summary>
    public void Finish(MarkdownCode code) => _finished[Last] = code;

    /// <summary>The piece with a number, or null.</summary>
    public MarkdownCode? Find(int number) => _finished.TryGetValue(number, out var code) ? code : null;
}
