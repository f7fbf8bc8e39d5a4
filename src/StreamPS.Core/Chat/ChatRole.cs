namespace StreamPS;

/// <summary>Who speaks in a message.</summary>
public enum ChatRole
{
    /// <summary>A role this version doesn't know, or none was given.</summary>
    Unknown,

    /// <summary>Instructions that stand before the conversation.</summary>
    System,

    /// <summary>The newer name some services use for <see cref="System"/>.</summary>
    Developer,

    /// <summary>The person or program that asks.</summary>
    User,

    /// <summary>The model.</summary>
    Assistant,

    /// <summary>The result of a tool call.</summary>
    Tool,
}
