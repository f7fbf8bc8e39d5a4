namespace StreamPS.Protocols;

/// <summary>Whose text a frame brings, and of which kind.</summary>
internal readonly struct FrameText
{
    private readonly FrameTextKind _kind;
    private readonly int _index;

    public FrameText(FrameTextKind kind, int index = 0)
    {
        _kind = kind;
        _index = index;
    }

    /// <summary>The only one that isn't empty; null when there are several or none.</summary>
    public static FrameText? Of(string? content, string? reasoning, string? refusal = null, int index = 0)
    {
        bool hasContent = !string.IsNullOrEmpty(content);
        bool hasReasoning = !string.IsNullOrEmpty(reasoning);
        bool hasRefusal = !string.IsNullOrEmpty(refusal);
        return (hasContent, hasReasoning, hasRefusal) switch
        {
            (true, false, false) => new FrameText(FrameTextKind.Content, index),
            (false, true, false) => new FrameText(FrameTextKind.Reasoning, index),
            (false, false, true) => new FrameText(FrameTextKind.Refusal, index),
            _ => null,
        };
    }

    /// <summary>The delta of a text of this kind.</summary>
    /// <param name="text">The text.</param>
    /// <param name="role">Who speaks, if it's the first delta.</param>
    public ChatDelta ToDelta(string text, ChatRole? role = null) => _kind switch
    {
        FrameTextKind.Content => new ChatDelta { Index = _index, Role = role, Content = text },
        FrameTextKind.Reasoning => new ChatDelta { Index = _index, Role = role, Reasoning = text },
        _ => new ChatDelta { Index = _index, Role = role, Refusal = text },
    };
}
