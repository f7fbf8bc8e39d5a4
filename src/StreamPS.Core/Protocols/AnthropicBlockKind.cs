namespace StreamPS.Protocols;

/// <summary>What a content block, or a piece of one, holds.</summary>
internal enum AnthropicBlockKind
{
    /// <summary>Something that is no part of the reply's text: citations, tools that run at the service, what this version doesn't know.</summary>
    Other,

    Text,

    /// <summary>Thinking, or its signature.</summary>
    Thinking,

    RedactedThinking,

    ToolUse,

    /// <summary>A piece of a tool call's arguments.</summary>
    InputJson,
}
