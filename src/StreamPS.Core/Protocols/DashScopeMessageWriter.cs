using System.Collections.Generic;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>Writes the messages of a DashScope request: those of the OpenAI format, but for contents with images.</summary>
internal static class DashScopeMessageWriter
{
    /// <param name="writer">Where the messages go.</param>
    /// <param name="messages">The conversation.</param>
    /// <param name="asParts">Whether contents are lists of parts.</param>
    /// <param name="continuation">How the last message is to be gone on with.</param>
    public static void Write(Utf8JsonWriter writer, IReadOnlyList<ChatMessage> messages, bool asParts, ContinuationWay continuation)
    {
        string? mark = OpenAINames.WriteContinuation(continuation);
        writer.WriteStartArray("messages");
        foreach (var message in messages)
        {
            writer.WriteStartObject();
            writer.WriteString("role", message.Role == ChatRole.Developer ? "system" : OpenAINames.WriteRole(message.Role));
            if (asParts)
                WriteParts(writer, message);
            else
                writer.WriteString("content", message.Content);
            if (message.Name is not null)
                writer.WriteString("name", message.Name);
            if (message.ToolCallId is not null)
                writer.WriteString("tool_call_id", message.ToolCallId);
            if (message.ToolCalls.Count > 0)
                WriteToolCalls(writer, message.ToolCalls);
            if (mark is not null && message == messages[messages.Count - 1])
                writer.WriteBoolean(mark, true);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteParts(Utf8JsonWriter writer, ChatMessage message)
    {
        writer.WriteStartArray("content");
        foreach (var image in message.Images)
            WritePart(writer, "image", image.ToAddress());
        if (message.Content.Length > 0)
            WritePart(writer, "text", message.Content);
        writer.WriteEndArray();
    }

    private static void WritePart(Utf8JsonWriter writer, string name, string value)
    {
        writer.WriteStartObject();
        writer.WriteString(name, value);
        writer.WriteEndObject();
    }

    private static void WriteToolCalls(Utf8JsonWriter writer, IReadOnlyList<ToolCall> calls)
    {
        writer.WriteStartArray("tool_calls");
        foreach (var call in calls)
        {
            writer.WriteStartObject();
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
