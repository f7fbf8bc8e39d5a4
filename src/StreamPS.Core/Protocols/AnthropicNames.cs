using System;

namespace StreamPS.Protocols;

/// <summary>The words of the Anthropic format.</summary>
internal static class AnthropicNames
{
    /// <summary>
    /// What stands before the data of thinking that only the service can read, where it's handed on as a signature: those are Base64 and have
    /// no colon.
    /// </summary>
    public const string RedactedPrefix = "redacted:";

    /// <summary>The event that a type names.</summary>
    public static AnthropicEvent ReadEvent(ReadOnlySpan<byte> type)
    {
        if (type.IsEmpty)
            return AnthropicEvent.None;
        if (type.SequenceEqual("content_block_delta"u8))
            return AnthropicEvent.ContentBlockDelta;
        if (type.SequenceEqual("content_block_start"u8))
            return AnthropicEvent.ContentBlockStart;
        if (type.SequenceEqual("content_block_stop"u8))
            return AnthropicEvent.ContentBlockStop;
        if (type.SequenceEqual("message_start"u8))
            return AnthropicEvent.MessageStart;
        if (type.SequenceEqual("message_delta"u8))
            return AnthropicEvent.MessageDelta;
        if (type.SequenceEqual("message_stop"u8))
            return AnthropicEvent.MessageStop;
        if (type.SequenceEqual("message"u8))
            return AnthropicEvent.Message;
        return type.SequenceEqual("error"u8) ? AnthropicEvent.Error : AnthropicEvent.Other;
    }

    /// <summary>What a block or a delta of this type holds.</summary>
    public static AnthropicBlockKind ReadBlockKind(ReadOnlySpan<byte> type)
    {
        if (type.SequenceEqual("text_delta"u8) || type.SequenceEqual("text"u8))
            return AnthropicBlockKind.Text;
        if (type.SequenceEqual("thinking_delta"u8) || type.SequenceEqual("thinking"u8) || type.SequenceEqual("signature_delta"u8))
            return AnthropicBlockKind.Thinking;
        if (type.SequenceEqual("redacted_thinking"u8))
            return AnthropicBlockKind.RedactedThinking;
        if (type.SequenceEqual("input_json_delta"u8))
            return AnthropicBlockKind.InputJson;
        return type.SequenceEqual("tool_use"u8) ? AnthropicBlockKind.ToolUse : AnthropicBlockKind.Other;
    }

    /// <summary>The finish reason; null while the reply goes on.</summary>
    public static ChatFinishReason? ReadFinishReason(string? reason) => reason switch
    {
        null => null,
        "end_turn" or "stop_sequence" => ChatFinishReason.Stop,
        "max_tokens" or "model_context_window_exceeded" => ChatFinishReason.Length,
        "tool_use" => ChatFinishReason.ToolCalls,
        "refusal" => ChatFinishReason.ContentFilter,
        _ => ChatFinishReason.Unknown,
    };
}
