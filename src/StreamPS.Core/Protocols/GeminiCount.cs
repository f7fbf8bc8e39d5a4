namespace StreamPS.Protocols;

/// <summary>The counts of a Gemini frame.</summary>
internal enum GeminiCount
{
    Prompt,

    /// <summary>What tools that run at the service have put into the prompt.</summary>
    ToolPrompt,

    Candidates,

    Thoughts,

    Total,

    Cached,
}
