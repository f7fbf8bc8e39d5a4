namespace StreamPS.Protocols;

/// <summary>The events of a Responses stream, as far as they matter here.</summary>
internal enum ResponsesEvent
{
    /// <summary>The frame doesn't say.</summary>
    None,

    /// <summary>One that this version doesn't know, or that repeats what others have brought already.</summary>
    Other,

    /// <summary>The reply is queued, begins or goes on.</summary>
    Progress,

    TextDelta,

    RefusalDelta,

    /// <summary>A piece of the reasoning or of its summary: services send the one or the other.</summary>
    ReasoningDelta,

    ArgumentsDelta,

    ItemAdded,

    ItemDone,

    Completed,

    Incomplete,

    Failed,

    Error,
}
