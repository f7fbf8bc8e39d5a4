using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>
/// Writes the messages of an Anthropic request. There are two roles only, which take turns: messages in a row of one role become one message
/// of several blocks, and results of tools are blocks of the user's. Empty texts are left out, since the service refuses them.
/// </summary>
internal static class AnthropicMessageWriter
{
    public static void Write(Utf8JsonWriter writer, IEnumerable<ChatMessage> messages)
    {
        writer.WriteStartArray();
        var turn = new List<ChatMessage>();
        foreach (var message in messages.Where(HasBlocks))
        {
            if (turn.Count > 0 && IsAssistant(turn[0]) != IsAssistant(message))
                WriteTurn(writer, turn);
            turn.Add(message);
        }

        WriteTurn(writer, turn);
        writer.WriteEndArray();
    }

    private static bool IsAssistant(ChatMessage message) => message.Role == ChatRole.Assistant;

    private static bool HasText(ChatMessage message) => !string.IsNullOrWhiteSpace(message.Content);

    private static bool HasBlocks(ChatMessage message) =>
        HasText(message) || message.Images.Count > 0 || message.ToolCalls.Count > 0 || message.Role == ChatRole.Tool;

    private static void WriteTurn(Utf8JsonWriter writer, List<ChatMessage> turn)
    {
        if (turn.Count == 0)
            return;

        writer.WriteStartObject();
        writer.WriteString("role", IsAssistant(turn[0]) ? "assistant" : "user");
        if (turn.Count == 1 && IsTextAlone(turn[0]))
        {
            writer.WriteString("content", turn[0].Content);
        }
        else
        {
            writer.WriteStartArray("content");
            foreach (var message in turn)
                WriteBlocks(writer, message);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        turn.Clear();
    }

    private static bool IsTextAlone(ChatMessage message) =>
        message.Images.Count == 0 && message.ToolCalls.Count == 0 && message.SignedReasoning.Count == 0 && message.Role != ChatRole.Tool;

    private static void WriteBlocks(Utf8JsonWriter writer, ChatMessage message)
    {
        if (message.Role == ChatRole.Tool)
        {
            WriteToolResult(writer, message);
            return;
        }

        foreach (var reasoning in message.SignedReasoning)
            WriteThinking(writer, reasoning);
        WriteTextAndImages(writer, message);
        foreach (var call in message.ToolCalls)
            WriteToolCall(writer, call);
    }

    private static void WriteThinking(Utf8JsonWriter writer, SignedReasoning reasoning)
    {
        writer.WriteStartObject();
        if (reasoning.Signature.StartsWith(AnthropicNames.RedactedPrefix, StringComparison.Ordinal))
        {
            writer.WriteString("type", "redacted_thinking");
            writer.WriteString("data", reasoning.Signature.AsSpan(AnthropicNames.RedactedPrefix.Length));
        }
        else
        {
            writer.WriteString("type", "thinking");
            writer.WriteString("thinking", reasoning.Text);
            writer.WriteString("signature", reasoning.Signature);
        }

        writer.WriteEndObject();
    }

    private static void WriteTextAndImages(Utf8JsonWriter writer, ChatMessage message)
    {
        if (HasText(message))
        {
            writer.WriteStartObject();
            writer.WriteString("type", "text");
            writer.WriteString("text", message.Content);
            writer.WriteEndObject();
        }

        foreach (var image in message.Images)
            WriteImage(writer, image);
    }

    private static void WriteImage(Utf8JsonWriter writer, ChatImage image)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "image");
        writer.WriteStartObject("source");
        if (image.Address is not null)
        {
            writer.WriteString("type", "url");
            writer.WriteString("url", image.Address.AbsoluteUri);
        }
        else
        {
            writer.WriteString("type", "base64");
            writer.WriteString("media_type", image.MediaType);
            writer.WriteString("data", image.ToBase64());
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteToolResult(Utf8JsonWriter writer, ChatMessage message)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "tool_result");
        writer.WriteString("tool_use_id", message.ToolCallId ?? "");
        if (message.Images.Count > 0)
        {
            writer.WriteStartArray("content");
            WriteTextAndImages(writer, message);
            writer.WriteEndArray();
        }
        else
        {
            writer.WriteString("content", message.Content);
        }

        if (message.IsError)
            writer.WriteBoolean("is_error", true);
        writer.WriteEndObject();
    }

    private static void WriteToolCall(Utf8JsonWriter writer, ToolCall call)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "tool_use");
        writer.WriteString("id", call.Id);
        writer.WriteString("name", call.Name);
        writer.WritePropertyName("input");
        writer.WriteArguments(call);
        writer.WriteEndObject();
    }
}
