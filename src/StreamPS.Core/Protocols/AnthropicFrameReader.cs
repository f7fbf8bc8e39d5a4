using System;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>Reads the JSON of an event of an Anthropic stream, or of a whole message.</summary>
internal static class AnthropicFrameReader
{
    /// <summary>Reads the object at the reader.</summary>
    public static void Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> document, AnthropicFrame frame)
    {
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
                AnthropicBlockReader.Read(ref reader, document, frame.Block, frame.Holes);
            }
            else if (reader.Says("index"u8))
            {
                reader.Read();
                frame.Index = reader.ReadInt() ?? 0;
            }
            else if (reader.Says("message"u8))
            {
                reader.Read();
                ReadMessage(ref reader, document, frame);
            }
            else if (reader.Says("error"u8))
            {
                reader.Read();
                frame.HasError |= reader.TokenType is not (JsonTokenType.Null or JsonTokenType.False);
                reader.Skip();
            }
            else
            {
                ReadMessageProperty(ref reader, document, frame);
            }
        }
    }

    private static void ReadMessage(ref Utf8JsonReader reader, ReadOnlySpan<byte> document, AnthropicFrame frame)
    {
        if (!reader.IsObject())
            return;

        while (reader.ReadProperty())
            ReadMessageProperty(ref reader, document, frame);
    }

    private static void ReadMessageProperty(ref Utf8JsonReader reader, ReadOnlySpan<byte> document, AnthropicFrame frame)
    {
        bool isId = reader.Says("id"u8);
        bool isModel = reader.Says("model"u8);
        bool isRole = reader.Says("role"u8);
        bool isStopReason = reader.Says("stop_reason"u8);
        bool isUsage = reader.Says("usage"u8);
        bool isContent = reader.Says("content"u8);
        reader.Read();
        if (isId)
            frame.Id ??= reader.ReadName();
        else if (isModel)
            frame.Model ??= reader.ReadName();
        else if (isRole)
            frame.Role = OpenAINames.ReadRole(ref reader);
        else if (isStopReason)
            frame.StopReason = reader.ReadString();
        else if (isUsage)
            frame.Usage.Read(ref reader);
        else if (isContent)
            ReadContent(ref reader, document, frame);
        reader.Skip();
    }

    private static void ReadContent(ref Utf8JsonReader reader, ReadOnlySpan<byte> document, AnthropicFrame frame)
    {
        if (!reader.IsArray())
            return;

        while (reader.ReadElement())
        {
            var block = new AnthropicBlock();
            AnthropicBlockReader.Read(ref reader, document, block, frame.Holes);
            frame.Content.Add(block);
        }
    }
}
