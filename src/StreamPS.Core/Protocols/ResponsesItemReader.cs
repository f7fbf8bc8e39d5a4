using System;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>Reads an item of a reply's output.</summary>
internal static class ResponsesItemReader
{
    /// <summary>Reads the value at the reader; anything but an object says nothing.</summary>
    public static void Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> document, ResponsesItem item)
    {
        if (!reader.IsObject())
            return;

        while (reader.ReadProperty())
        {
            if (reader.Says("type"u8))
            {
                reader.Read();
                item.Type = reader.ReadString();
            }
            else if (reader.Says("id"u8))
            {
                reader.Read();
                item.Id = reader.ReadString();
            }
            else if (reader.Says("call_id"u8))
            {
                reader.Read();
                item.CallId = reader.ReadString();
            }
            else if (reader.Says("name"u8))
            {
                reader.Read();
                item.Name = reader.ReadString();
            }
            else if (reader.Says("arguments"u8) || reader.Says("input"u8))
            {
                reader.Read();
                item.Arguments = reader.TokenType == JsonTokenType.String ? reader.ReadString() : reader.ReadRaw(document);
            }
            else if (reader.Says("content"u8) || reader.Says("summary"u8))
            {
                reader.Read();
                ReadParts(ref reader, item);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static void ReadParts(ref Utf8JsonReader reader, ResponsesItem item)
    {
        if (!reader.IsArray())
            return;

        while (reader.ReadElement())
        {
            if (reader.IsObject())
                item.Parts.Add(ReadPart(ref reader));
        }
    }

    private static ResponsesPart ReadPart(ref Utf8JsonReader reader)
    {
        string? text = null;
        string? refusal = null;
        while (reader.ReadProperty())
        {
            bool isText = reader.Says("text"u8);
            bool isRefusal = reader.Says("refusal"u8);
            reader.Read();
            if (isText)
                text = reader.ReadString();
            else if (isRefusal)
                refusal = reader.ReadString();
            else
                reader.Skip();
        }

        return new ResponsesPart(text, refusal);
    }
}
