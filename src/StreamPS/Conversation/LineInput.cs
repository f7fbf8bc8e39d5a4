namespace StreamPS.Conversation;

/// <summary>What somebody typed: a text, or the wish to drop it or to leave.</summary>
internal sealed class LineInput
{
    private LineInput(string? text)
    {
        Text = text;
    }

    /// <summary>The line was dropped, with Ctrl+C.</summary>
    public static LineInput Dropped { get; } = new(text: null);

    /// <summary>Nothing more comes.</summary>
    public static LineInput Ended { get; } = new(text: null);

    /// <summary>The text, of one line or several.</summary>
    public string? Text { get; }

    public static LineInput Of(string text) => new(text);
}
