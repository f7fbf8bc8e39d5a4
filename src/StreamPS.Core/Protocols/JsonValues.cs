using System;
using System.Text;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>Values that are handed on as JSON text, and names that come again and again.</summary>
internal static class JsonValues
{
    /// <summary>The string at the reader; null when it's empty, or isn't a string.</summary>
    public static string? ReadName(ref this Utf8JsonReader reader) => reader.ReadString() is { Length: > 0 } name ? name : null;

    /// <summary>The string at the reader, which may become a delta's text: it makes a hole in the frame.</summary>
    public static string? ReadDeltaText(ref this Utf8JsonReader reader, FrameHoles holes)
    {
        holes.Add(ref reader, FrameHoleKind.Text);
        return reader.ReadString();
    }

    /// <summary>The value at the reader as it stands in the document; null for null.</summary>
    public static string? ReadRaw(ref this Utf8JsonReader reader, ReadOnlySpan<byte> document)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return null;

        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        return Encoding.UTF8.GetString(document.Slice(start, (int)reader.BytesConsumed - start));
    }

    /// <summary>The arguments of a call at the reader: an object, or its text in a string, or a piece of that; null for null.</summary>
    public static string? ReadArguments(ref this Utf8JsonReader reader, ReadOnlySpan<byte> document) =>
        reader.TokenType == JsonTokenType.String ? reader.ReadString() : reader.ReadRaw(document);

    /// <summary>Writes a call's arguments as an object. What a model wrote instead goes back to it as text, so that it sees its mistake.</summary>
    public static void WriteArguments(this Utf8JsonWriter writer, ToolCall call)
    {
        if (call.Arguments is { ValueKind: JsonValueKind.Object } arguments)
        {
            arguments.WriteTo(writer);
            return;
        }

        writer.WriteStartObject();
        if (!string.IsNullOrWhiteSpace(call.ArgumentsJson))
            writer.WriteString("arguments", call.ArgumentsJson);
        writer.WriteEndObject();
    }
}
