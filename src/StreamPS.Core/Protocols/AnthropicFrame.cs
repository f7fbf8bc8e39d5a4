using System;
using System.Collections.Generic;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>An event of a stream, or a whole message.</summary>
internal sealed class AnthropicFrame : JsonFrame
{
    public AnthropicEvent Event { get; set; }

    /// <summary>The block's position in the message. It has nothing to do with the choices of other formats.</summary>
    public int Index { get; set; }

    /// <summary>The block that begins, the piece of one, or the change of the message.</summary>
    public AnthropicBlock Block { get; } = new();

    public ChatRole? Role { get; set; }

    public string? StopReason { get; set; }

    /// <summary>The blocks that come whole, with a message.</summary>
    public List<AnthropicBlock> Content { get; } = [];

    /// <summary>The counts so far: each frame changes those that it has.</summary>
    public AnthropicUsage Usage { get; } = new();

    protected override void Clear()
    {
        Event = AnthropicEvent.None;
        Index = 0;
        Block.Clear();
        Role = null;
        StopReason = null;
        Content.Clear();
    }

    protected override void ReadObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> document) => AnthropicFrameReader.Read(ref reader, document, this);
}
