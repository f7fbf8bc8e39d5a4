using System.Collections.Generic;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>Writes the messages of an Ollama request. Images are sent themselves, and a tool's result names its function.</summary>
internal static class OllamaMessageWriter
{
    private const string Format = "Ollama";

    /// <exception cref="ChatInputException">A message has something that this format can't carry.</exception>
    public static void Write(Utf8JsonWriter writer, IReadOnlyList<ChatMessage> messages)
    {
        writer.WriteStartArray();
        for (int i = 0; i < messages.Count; i++)
        {
            var message = messages[i];
            writer.WriteStartObject();
            writer.WriteString("role", message.Role == ChatRole.Developer ? "system" : OpenAINames.WriteRole(message.Role));
            writer.WriteString("content", message.Content);
            if (message.Images.Count > 0)
                WriteImages(writer, message.Images);
            if (message.ToolCalls.Count > 0)
                WriteCalls(writer, message.ToolCalls);
            if (message.Role == ChatRole.Tool && Conversation.FindFunctionName(messages, i) is { } name)
                writer.WriteString("tool_name", name);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteImages(Utf8JsonWriter writer, IReadOnlyList<ChatImage> images)
    {
        writer.WriteStartArray("images");
        foreach (var image in images)
        {
            UnsupportedOption.Refuse(image.Address is not null, Format, "an image's address (it takes the image itself, from a file or as bytes)");
            writer.WriteStringValue(image.ToBase64());
        }

        writer.WriteEndArray();
    }

    private static void WriteCalls(Utf8JsonWriter writer, IReadOnlyList<ToolCall> calls)
    {
        writer.WriteStartArray("tool_calls");
        foreach (var call in calls)
        {
            writer.WriteStartObject();
            writer.WriteStartObject("function");
            writer.WriteString("name", call.Name);
            writer.WritePropertyName("arguments");
            writer.WriteArguments(call);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
