namespace StreamPS.Protocols;

/// <summary>What a text is in a reply.</summary>
internal enum FrameTextKind
{
    Content,

    Reasoning,

    Refusal,
}
