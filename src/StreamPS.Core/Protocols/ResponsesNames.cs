using System;

namespace StreamPS.Protocols;

/// <summary>The words of the Responses format.</summary>
internal static class ResponsesNames
{
    private static ReadOnlySpan<byte> Prefix => "response."u8;

    /// <summary>The event that a type names.</summary>
    public static ResponsesEvent ReadEvent(ReadOnlySpan<byte> type)
    {
        if (type.IsEmpty)
            return ResponsesEvent.None;
        if (type.SequenceEqual("error"u8))
            return ResponsesEvent.Error;
        if (!type.StartsWith(Prefix))
            return ResponsesEvent.Other;

        var name = type.Slice(Prefix.Length);
        return name.EndsWith(".delta"u8) ? ReadDelta(name) : ReadChange(name);
    }

    /// <summary>The finish reason of a reply that has ended.</summary>
    /// <param name="status">The reply's status.</param>
    /// <param name="incompleteReason">Why it's incomplete, if it is.</param>
    /// <param name="hasToolCalls">Whether it asks for tools.</param>
    public static ChatFinishReason ReadFinishReason(string status, string? incompleteReason, bool hasToolCalls) => (status, incompleteReason) switch
    {
        ("completed", _) => hasToolCalls ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
        (_, "max_output_tokens") => ChatFinishReason.Length,
        (_, "content_filter") => ChatFinishReason.ContentFilter,
        _ => ChatFinishReason.Unknown,
    };

    private static ResponsesEvent ReadDelta(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("output_text.delta"u8))
            return ResponsesEvent.TextDelta;
        if (name.SequenceEqual("reasoning_text.delta"u8) || name.SequenceEqual("reasoning_summary_text.delta"u8))
            return ResponsesEvent.ReasoningDelta;
        if (name.SequenceEqual("function_call_arguments.delta"u8) || name.SequenceEqual("custom_tool_call_input.delta"u8))
            return ResponsesEvent.ArgumentsDelta;
        return name.SequenceEqual("refusal.delta"u8) ? ResponsesEvent.RefusalDelta : ResponsesEvent.Other;
    }

    private static ResponsesEvent ReadChange(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("created"u8) || name.SequenceEqual("queued"u8) || name.SequenceEqual("in_progress"u8))
            return ResponsesEvent.Progress;
        if (name.SequenceEqual("output_item.added"u8))
            return ResponsesEvent.ItemAdded;
        if (name.SequenceEqual("output_item.done"u8))
            return ResponsesEvent.ItemDone;
        if (name.SequenceEqual("completed"u8))
            return ResponsesEvent.Completed;
        if (name.SequenceEqual("incomplete"u8))
            return ResponsesEvent.Incomplete;
        return name.SequenceEqual("failed"u8) ? ResponsesEvent.Failed : ResponsesEvent.Other;
    }
}
