namespace StreamPS.Protocols;

/// <summary>The events of an Anthropic stream.</summary>
internal enum AnthropicEvent
{
    /// <summary>The frame doesn't say.</summary>
    None,

    /// <summary>One that doesn't matter here, or that this version doesn't know: Anthropic announces that there may be new ones.</summary>
    Other,

    /// <summary>A whole reply, where no stream is sent.</summary>
    Message,

    MessageStart,

    ContentBlockStart,

    ContentBlockDelta,

    ContentBlockStop,

    MessageDelta,

    MessageStop,

    Error,
}
