namespace StreamPS.Protocols;

/// <summary>The words of the OpenAI format for roles and finish reasons.</summary>
internal static class OpenAINames
{
    /// <summary>The role of a reply. A service that names none means the model.</summary>
    public static ChatRole ReadRole(string? role) => role switch
    {
        null or "assistant" => ChatRole.Assistant,
        "system" => ChatRole.System,
        "developer" => ChatRole.Developer,
        "user" => ChatRole.User,
        "tool" or "function" => ChatRole.Tool,
        _ => ChatRole.Unknown,
    };

    /// <summary>The word for a role in a request.</summary>
    public static string WriteRole(ChatRole role) => role switch
    {
        ChatRole.System => "system",
        ChatRole.Developer => "developer",
        ChatRole.Assistant => "assistant",
        ChatRole.Tool => "tool",
        _ => "user",
    };

    /// <summary>The finish reason, with the words of services that don't keep to the format; null while the reply goes on.</summary>
    public static ChatFinishReason? ReadFinishReason(string? reason) => reason switch
    {
        null => null,
        "stop" or "eos" or "end_turn" or "stop_sequence" => ChatFinishReason.Stop,
        "length" or "model_length" or "max_tokens" => ChatFinishReason.Length,
        "tool_calls" or "function_call" or "tool_use" => ChatFinishReason.ToolCalls,
        "content_filter" => ChatFinishReason.ContentFilter,
        _ => ChatFinishReason.Unknown,
    };

    /// <summary>The field that marks a last message as one to go on with; null where there is none.</summary>
    public static string? WriteContinuation(ContinuationWay way) => way switch
    {
        ContinuationWay.Partial => "partial",
        ContinuationWay.Prefix => "prefix",
        _ => null,
    };
}
