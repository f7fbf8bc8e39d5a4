using System.Collections.Generic;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>Writes what a message of the OpenAI format has beside its role and its content.</summary>
internal static class OpenAIMessageWriter
{
    /// <param name="writer">Where the fields go.</param>
    /// <param name="message">The message.</param>
    /// <param name="mark">The field that says that the message is to be gone on with; null when it isn't.</param>
    /// <param name="numbersCalls">Whether calls have their position with them.</param>
    public static void WriteRest(Utf8JsonWriter writer, ChatMessage message, string? mark, bool numbersCalls)
    {
        if (message.Name is not null)
            writer.WriteString("name", message.Name);
        if (message.ToolCallId is not null)
            writer.WriteString("tool_call_id", message.ToolCallId);
        if (message.ToolCalls.Count > 0)
            WriteToolCalls(writer, message.ToolCalls, numbersCalls);
        if (mark is not null)
            writer.WriteBoolean(mark, true);
    }

    private static void WriteToolCalls(Utf8JsonWriter writer, IReadOnlyList<ToolCall> calls, bool numbersCalls)
    {
        writer.WriteStartArray("tool_calls");
        foreach (var call in calls)
        {
            writer.WriteStartObject();
            if (numbersCalls)
                writer.WriteNumber("index", call.Index);
            writer.WriteString("id", call.Id);
            writer.WriteString("type", "function");
            writer.WriteStartObject("function");
            writer.WriteString("name", call.Name);
            writer.WriteString("arguments", call.ArgumentsJson);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
