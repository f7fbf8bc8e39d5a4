namespace StreamPS.LoopbackServer;

/// <summary>The connections that are open.</summary>
/// <param name="Open">How many, the one that asks included.</param>
internal sealed record ConnectionsDocument(int Open);
