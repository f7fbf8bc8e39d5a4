namespace StreamPS.Protocols;

/// <summary>What one frame says. It is used again for every frame of a stream.</summary>
internal sealed class ResponsesFrame
{
    public ResponsesEvent Event { get; set; }

    public string? Delta { get; set; }

    /// <summary>The position of the item that the frame is about; null when it doesn't say. The item's id says the same, but some gateways change it from frame to frame.</summary>
    public int? OutputIndex { get; set; }

    public ResponsesItem Item { get; } = new();

    public ResponsesReply Reply { get; } = new();

    /// <summary>True when the frame reports an error instead of going on.</summary>
    public bool HasError { get; set; }

    /// <summary>True when the frame has a message for people, as errors have it.</summary>
    public bool HasMessage { get; set; }

    /// <summary>What changes from frame to frame.</summary>
    public FrameHoles Holes { get; } = new();

    public void Clear()
    {
        Event = ResponsesEvent.None;
        Delta = null;
        OutputIndex = null;
        Item.Clear();
        Reply.Clear();
        HasError = HasMessage = false;
        Holes.Clear();
    }
}
