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

    /// <summary>The delta of a text of this kind, in a choice that has begun already and needs no role.</summary>
    public ChatDelta ToDelta(string text) => _kind switch
    {
        FrameTextKind.Content => new ChatDelta { Content = text, Index = _index },
        FrameTextKind.Reasoning => new ChatDelta { Reasoning = text, Index = _index },
        _ => new ChatDelta { Refusal = text, Index = _index },
    };
}
