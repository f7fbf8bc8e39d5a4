using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>
/// Writes the conversation of a Gemini request. There are two roles, and what is said is a list of parts. The service wants the results of the
/// calls of one turn together, as many as there were calls and in their order, since it knows them by their function and not by an id.
/// </summary>
internal static class GeminiContentWriter
{
    /// <exception cref="ChatInputException">It can't be found out whose result a tool message is.</exception>
    public static void Write(Utf8JsonWriter writer, IReadOnlyList<ChatMessage> messages)
    {
        writer.WriteStartArray();
        for (int i = 0; i < messages.Count; i++)
        {
            if (messages[i].Role == ChatRole.Tool)
                i = WriteResults(writer, messages, i);
            else if (!Conversation.IsInstruction(messages[i]))
                WriteTurn(writer, messages[i]);
        }

        writer.WriteEndArray();
    }

    private static void WriteTurn(Utf8JsonWriter writer, ChatMessage message)
    {
        // The service refuses turns without parts.
        if (message.Content.Length == 0 && message.Images.Count == 0 && message.ToolCalls.Count == 0)
            return;

        Begin(writer, message.Role == ChatRole.Assistant ? "model" : "user");
        if (message.Content.Length > 0)
        {
            writer.WriteStartObject();
            writer.WriteString("text", message.Content);
            writer.WriteEndObject();
        }

        foreach (var image in message.Images)
            WriteImage(writer, image);
        foreach (var call in message.ToolCalls)
            WriteCall(writer, call);
        End(writer);
    }

    private static int WriteResults(Utf8JsonWriter writer, IReadOnlyList<ChatMessage> messages, int first)
    {
        int last = first;
        while (last + 1 < messages.Count && messages[last + 1].Role == ChatRole.Tool)
            last++;

        Begin(writer, "user");
        var calls = first == 0 ? [] : messages[first - 1].ToolCalls.Select(call => call.Id).ToList();
        foreach (int position in Enumerable.Range(first, last - first + 1).OrderBy(position => calls.IndexOf(messages[position].ToolCallId ?? "")))
            WriteResult(writer, messages, position);
        End(writer);
        return last;
    }

    private static void WriteResult(Utf8JsonWriter writer, IReadOnlyList<ChatMessage> messages, int position)
    {
        var message = messages[position];
        string name = Conversation.FindFunctionName(messages, position) ?? throw new ChatInputException(
            ChatErrorKind.InvalidRequest,
            $"The Gemini format names the function whose result a message is: no message before it has a call with the id '{message.ToolCallId}'.");

        writer.WriteStartObject();
        writer.WriteStartObject("functionResponse");
        writer.WriteString("name", name);
        writer.WritePropertyName("response");
        WriteResponse(writer, message);
        writer.WriteEndObject();
        writer.WriteEndObject();
        foreach (var image in message.Images)
            WriteImage(writer, image);
    }

    // Results have to be objects; the service takes fields of these names for the result itself, or for what went wrong.
    private static void WriteResponse(Utf8JsonWriter writer, ChatMessage message)
    {
        if (!message.IsError && TryWriteObject(writer, message.Content))
            return;

        writer.WriteStartObject();
        writer.WriteString(message.IsError ? "error" : "output", message.Content);
        writer.WriteEndObject();
    }

    private static bool TryWriteObject(Utf8JsonWriter writer, string content)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            bool isObject = document.RootElement.ValueKind == JsonValueKind.Object;
            if (isObject)
                document.RootElement.WriteTo(writer);
            return isObject;
        }
        catch (JsonException)
        {
            // Most results are plain text.
            return false;
        }
    }

    private static void WriteCall(Utf8JsonWriter writer, ToolCall call)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("functionCall");
        writer.WriteString("name", call.Name);
        writer.WritePropertyName("args");
        writer.WriteArguments(call);
        writer.WriteEndObject();
        if (call.Signature is not null)
            writer.WriteString("thoughtSignature", call.Signature);
        writer.WriteEndObject();
    }

    private static void WriteImage(Utf8JsonWriter writer, ChatImage image)
    {
        writer.WriteStartObject();
        if (image.Address is not null)
        {
            writer.WriteStartObject("fileData");
            writer.WriteString("fileUri", image.Address.AbsoluteUri);
        }
        else
        {
            writer.WriteStartObject("inlineData");
            writer.WriteString("data", image.ToBase64());
        }

        if (image.MediaType.Length > 0)
            writer.WriteString("mimeType", image.MediaType);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Begin(Utf8JsonWriter writer, string role)
    {
        writer.WriteStartObject();
        writer.WriteString("role", role);
        writer.WriteStartArray("parts");
    }

    private static void End(Utf8JsonWriter writer)
    {
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
