using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>The words of the OpenAI format for roles and finish reasons.</summary>
internal static class OpenAINames
{
    /// <summary>The role at the reader; null when there is none. Many frames have one, so that no string is made of it.</summary>
    public static ChatRole? ReadRole(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String || reader.ValueSpan.IsEmpty)
        {
            reader.Skip();
            return null;
        }

        if (reader.Says("assistant"u8))
            return ChatRole.Assistant;
        if (reader.Says("system"u8))
            return ChatRole.System;
        if (reader.Says("developer"u8))
            return ChatRole.Developer;
        if (reader.Says("user"u8))
            return ChatRole.User;
        return reader.Says("tool"u8) || reader.Says("function"u8) ? ChatRole.Tool : ChatRole.Unknown;
    }

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
