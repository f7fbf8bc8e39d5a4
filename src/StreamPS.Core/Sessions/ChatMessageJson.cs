using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace StreamPS;

/// <summary>A message in a session's file, with everything that a service may want back.</summary>
internal static class ChatMessageJson
{
    public static void Write(Utf8JsonWriter writer, ChatMessage message)
    {
        writer.WriteStartObject();
        writer.WriteString("role", message.Role.ToString());
        writer.WriteString("content", message.Content);
        writer.WriteOptional("name", message.Name);
        writer.WriteOptional("toolCallId", message.ToolCallId);
        WriteList(writer, "toolCalls", message.ToolCalls, WriteToolCall);
        WriteList(writer, "signedReasoning", message.SignedReasoning, WriteReasoning);
        WriteList(writer, "images", message.Images, WriteImage);
        writer.WriteEndObject();
    }

    public static ChatMessage Read(JsonElement message) => new((ChatRole)Enum.Parse(typeof(ChatRole), message.GetProperty("role").GetString()!), message.GetProperty("content").GetString()!)
    {
        Name = message.OptionalText("name"),
        ToolCallId = message.OptionalText("toolCallId"),
        ToolCalls = ReadList(message, "toolCalls", ReadToolCall),
        SignedReasoning = ReadList(message, "signedReasoning", piece => new SignedReasoning(piece.GetProperty("text").GetString()!, piece.GetProperty("signature").GetString()!)),
        Images = ReadList(message, "images", ReadImage),
    };

    private static void WriteToolCall(Utf8JsonWriter writer, ToolCall call)
    {
        writer.WriteString("id", call.Id);
        writer.WriteString("name", call.Name);
        writer.WriteString("arguments", call.ArgumentsJson);
        writer.WriteOptional("signature", call.Signature);
    }

    private static ToolCall ReadToolCall(JsonElement call, int index) =>
        new(index, call.GetProperty("id").GetString()!, call.GetProperty("name").GetString()!, call.GetProperty("arguments").GetString()!) { Signature = call.OptionalText("signature") };

    private static void WriteReasoning(Utf8JsonWriter writer, SignedReasoning piece)
    {
        writer.WriteString("text", piece.Text);
        writer.WriteString("signature", piece.Signature);
    }

    private static void WriteImage(Utf8JsonWriter writer, ChatImage image)
    {
        if (image.Address is not null)
        {
            writer.WriteString("address", image.Address.AbsoluteUri);
            return;
        }

        writer.WriteString("mediaType", image.MediaType);
        writer.WriteBase64String("bytes", image.Bytes);
    }

    private static ChatImage ReadImage(JsonElement image) => image.OptionalText("address") is { } address
        ? ChatImage.FromUri(new Uri(address))
        : ChatImage.FromBytes(image.GetProperty("bytes").GetBytesFromBase64(), image.OptionalText("mediaType"));

    private static void WriteList<T>(Utf8JsonWriter writer, string name, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write)
    {
        if (items.Count == 0)
            return;

        writer.WriteStartArray(name);
        foreach (var item in items)
        {
            writer.WriteStartObject();
            write(writer, item);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static T[] ReadList<T>(JsonElement message, string name, Func<JsonElement, T> read) => ReadList(message, name, (item, _) => read(item));

    private static T[] ReadList<T>(JsonElement message, string name, Func<JsonElement, int, T> read) =>
        message.TryGetProperty(name, out var items) ? items.EnumerateArray().Select(read).ToArray() : [];
}
