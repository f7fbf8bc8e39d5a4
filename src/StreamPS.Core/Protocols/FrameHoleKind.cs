namespace StreamPS.Protocols;

/// <summary>What may stand in a hole of a <see cref="FramePattern"/>.</summary>
internal enum FrameHoleKind
{
    /// <summary>The text that the frame brings.</summary>
    Text,

    /// <summary>A string that doesn't matter: a time, an id, padding.</summary>
    String,

    /// <summary>A whole number.</summary>
    Number,
}
