namespace StreamPS.LoopbackServer;

/// <summary>Why the control API refused.</summary>
/// <param name="Error">The reason, for people.</param>
internal sealed record ErrorDocument(string Error);
