namespace StreamPS.LoopbackServer;

/// <summary>Which comments to send until the client goes away.</summary>
internal sealed class PingsDocument
{
    public required double IntervalMs { get; set; }

    public string Comment { get; set; } = "ping";
}
