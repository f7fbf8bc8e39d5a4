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
            OpenAIMessageWriter.WriteRest(writer, message, message == messages[messages.Count - 1] ? mark : null, numbersCalls: true);
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
}
