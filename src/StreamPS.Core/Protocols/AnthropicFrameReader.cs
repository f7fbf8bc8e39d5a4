using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>Reads the JSON of an event of an Anthropic stream, or of a whole message.</summary>
internal static class AnthropicFrameReader
{
    /// <summary>Reads the document at the reader.</summary>
    /// <exception cref="JsonException">The document isn't a JSON object.</exception>
    public static void Read(ref Utf8JsonReader reader, AnthropicFrame frame)
    {
        frame.Clear();
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("An event has to be a JSON object.");

        while (reader.ReadProperty())
        {
            if (reader.Says("type"u8))
            {
                reader.Read();
                frame.Event = reader.TokenType == JsonTokenType.String ? AnthropicNames.ReadEvent(reader.ValueSpan) : AnthropicEvent.None;
                reader.Skip();
            }
            else if (reader.Says("delta"u8) || reader.Says("content_block"u8))
            {
                reader.Read();
                AnthropicBlockReader.Read(ref reader, frame.Block);
            }
            else if (reader.Says("index"u8))
            {
                reader.Read();
                frame.Index = ReadIndex(ref reader);
            }
            else if (reader.Says("message"u8))
            {
                reader.Read();
                ReadMessage(ref reader, frame);
            }
            else if (reader.Says("error"u8))
            {
                reader.Read();
                frame.IsError |= reader.TokenType is not (JsonTokenType.Null or JsonTokenType.False);
                reader.Skip();
            }
            else
            {
                ReadMessageProperty(ref reader, frame);
            }
        }
    }

    private static void ReadMessage(ref Utf8JsonReader reader, AnthropicFrame frame)
    {
        if (!reader.IsObject())
            return;

        while (reader.ReadProperty())
            ReadMessageProperty(ref reader, frame);
    }

    private static void ReadMessageProperty(ref Utf8JsonReader reader, AnthropicFrame frame)
    {
        if (reader.Says("id"u8))
        {
            reader.Read();
            frame.Id = reader.ReadString();
        }
        else if (reader.Says("model"u8))
        {
            reader.Read();
            frame.Model = reader.ReadString();
        }
        else if (reader.Says("role"u8))
        {
            reader.Read();
            frame.Role = reader.ReadString();
        }
        else if (reader.Says("stop_reason"u8))
        {
            reader.Read();
            frame.StopReason = reader.ReadString();
        }
        else if (reader.Says("usage"u8))
        {
            reader.Read();
            frame.Usage.Read(ref reader);
        }
        else if (reader.Says("content"u8))
        {
            reader.Read();
            ReadContent(ref reader, frame);
        }
        else
        {
            reader.Skip();
        }
    }

    private static void ReadContent(ref Utf8JsonReader reader, AnthropicFrame frame)
    {
        if (!reader.IsArray())
            return;

        while (reader.ReadElement())
        {
            var block = new AnthropicBlock();
            AnthropicBlockReader.Read(ref reader, block);
            frame.Content.Add(block);
        }
    }

    private static int ReadIndex(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int index) ? index : reader.ReadInt() ?? 0;
}
