using System.Collections.Generic;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>Writes the conversation of a Responses request: messages, and beside them the calls that the model made and their results.</summary>
internal static class ResponsesItemWriter
{
    public static void Write(Utf8JsonWriter writer, IEnumerable<ChatMessage> messages)
    {
        writer.WriteStartArray();
        foreach (var message in messages)
        {
            if (message.Role == ChatRole.Tool)
                WriteResult(writer, message);
            else if (message.Content.Length > 0 || message.ToolCalls.Count == 0)
                WriteMessage(writer, message);

            foreach (var call in message.ToolCalls)
                WriteCall(writer, call);
        }

        writer.WriteEndArray();
    }

    private static void WriteMessage(Utf8JsonWriter writer, ChatMessage message)
    {
        writer.WriteStartObject();
        writer.WriteString("role", message.Role == ChatRole.Assistant ? "assistant" : "user");
        WriteContent(writer, "content", message);
        writer.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter writer, ChatMessage message)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "function_call_output");
        writer.WriteString("call_id", message.ToolCallId ?? "");
        WriteContent(writer, "output", message);
        writer.WriteEndObject();
    }

    private static void WriteCall(Utf8JsonWriter writer, ToolCall call)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "function_call");
        writer.WriteString("call_id", call.Id);
        writer.WriteString("name", call.Name);
        writer.WriteString("arguments", call.ArgumentsJson.Length == 0 ? "{}" : call.ArgumentsJson);
        writer.WriteEndObject();
    }

    private static void WriteContent(Utf8JsonWriter writer, string name, ChatMessage message)
    {
        if (message.Images.Count == 0)
        {
            writer.WriteString(name, message.Content);
            return;
        }

        writer.WriteStartArray(name);
        if (message.Content.Length > 0)
            WritePart(writer, "input_text", "text", message.Content);
        foreach (var image in message.Images)
            WritePart(writer, "input_image", "image_url", image.ToAddress());
        writer.WriteEndArray();
    }

    private static void WritePart(Utf8JsonWriter writer, string type, string name, string value)
    {
        writer.WriteStartObject();
        writer.WriteString("type", type);
        writer.WriteString(name, value);
        writer.WriteEndObject();
    }
}
