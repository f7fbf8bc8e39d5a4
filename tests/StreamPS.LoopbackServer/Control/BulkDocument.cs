namespace StreamPS.LoopbackServer;

/// <summary>How many deltas to send at once.</summary>
internal sealed class BulkDocument
{
    public required int Count { get; set; }

    public string Text { get; set; } = "tok ";
}
