namespace StreamPS.Protocols;

/// <summary>A place in a frame whose value changes from frame to frame while the rest stays the same.</summary>
internal readonly struct FrameHole
{
    public FrameHole(FrameHoleKind kind, int start, int length, int tag = -1)
    {
        Kind = kind;
        Start = start;
        Length = length;
        Tag = tag;
    }

    public FrameHoleKind Kind { get; }

    /// <summary>Where the value begins; that of a string stands behind its opening quote.</summary>
    public int Start { get; }

    /// <summary>The value's length as it stands in the frame.</summary>
    public int Length { get; }

    /// <summary>Which number it is, for those who want to know its value; negative when it doesn't matter.</summary>
    public int Tag { get; }
}
