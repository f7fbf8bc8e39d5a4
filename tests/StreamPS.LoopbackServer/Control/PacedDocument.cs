namespace StreamPS.LoopbackServer;

/// <summary>How many deltas to send, one each interval.</summary>
internal sealed class PacedDocument
{
    public required int Count { get; set; }

    public required double IntervalMs { get; set; }
}
