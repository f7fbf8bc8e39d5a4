namespace StreamPS.Protocols;

/// <summary>The words of the Gemini format.</summary>
internal static class GeminiNames
{
    /// <summary>The finish reason. A candidate that calls functions stops in order to have them called.</summary>
    public static ChatFinishReason ReadFinishReason(string reason, bool hasCalls) => reason switch
    {
        "STOP" => hasCalls ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
        "MAX_TOKENS" => ChatFinishReason.Length,
        "SAFETY" or "RECITATION" or "BLOCKLIST" or "PROHIBITED_CONTENT" or "SPII" => ChatFinishReason.ContentFilter,
        "IMAGE_SAFETY" or "IMAGE_PROHIBITED_CONTENT" or "IMAGE_RECITATION" => ChatFinishReason.ContentFilter,
        _ => ChatFinishReason.Unknown,
    };
}
