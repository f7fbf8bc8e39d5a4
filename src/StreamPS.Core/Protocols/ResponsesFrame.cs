using System;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>An event of a Responses stream.</summary>
internal sealed class ResponsesFrame : JsonFrame
{
    public ResponsesEvent Event { get; set; }

    public string? Delta { get; set; }

    /// <summary>The position of the item that the frame is about; null when it doesn't say. The item's id says the same, but some gateways change it from frame to frame.</summary>
    public int? OutputIndex { get; set; }

    public ResponsesItem Item { get; } = new();

    public ResponsesReply Reply { get; } = new();

    /// <summary>True when the frame has a message for people, as errors have it.</summary>
    public bool HasMessage { get; set; }

    protected override void Clear()
    {
        Event = ResponsesEvent.None;
        Delta = null;
        OutputIndex = null;
        Item.Clear();
        Reply.Clear();
        HasMessage = false;
    }

    protected override void ReadObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> document) => ResponsesFrameReader.Read(ref reader, document, this);
}
