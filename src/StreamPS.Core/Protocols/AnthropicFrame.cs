using System.Collections.Generic;

namespace StreamPS.Protocols;

/// <summary>What one frame says, or a whole message. It is used again for every frame of a stream.</summary>
internal sealed class AnthropicFrame
{
    public AnthropicEvent Event { get; set; }

    /// <summary>The block's position in the message. It has nothing to do with the choices of other formats.</summary>
    public int Index { get; set; }

    /// <summary>The block that begins, the piece of one, or the change of the message.</summary>
    public AnthropicBlock Block { get; } = new();

    public string? Id { get; set; }

    public string? Model { get; set; }

    public string? Role { get; set; }

    public string? StopReason { get; set; }

    /// <summary>The blocks that come whole, with a message.</summary>
    public List<AnthropicBlock> Content { get; } = [];

    /// <summary>The counts so far: each frame changes those that it has.</summary>
    public AnthropicUsage Usage { get; } = new();

    /// <summary>True when the frame reports an error instead of going on.</summary>
    public bool IsError { get; set; }

    /// <summary>Forgets all but the counts.</summary>
    public void Clear()
    {
        Event = AnthropicEvent.None;
        Index = 0;
        Block.Clear();
        Id = Model = Role = StopReason = null;
        Content.Clear();
        IsError = false;
    }
}
