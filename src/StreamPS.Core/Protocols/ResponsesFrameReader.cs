using System;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>Reads the JSON of an event of a Responses stream.</summary>
internal static class ResponsesFrameReader
{
    /// <summary>Reads the object at the reader.</summary>
    public static void Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> document, ResponsesFrame frame)
    {
        while (reader.ReadProperty())
        {
            if (reader.Says("type"u8))
            {
                reader.Read();
                frame.Event = reader.TokenType == JsonTokenType.String ? ResponsesNames.ReadEvent(reader.ValueSpan) : ResponsesEvent.None;
                reader.Skip();
            }
            else if (reader.Says("sequence_number"u8))
            {
                reader.Read();
                frame.Holes.Add(ref reader, FrameHoleKind.Number);
                reader.Skip();
            }
            else if (reader.Says("item_id"u8) || reader.Says("obfuscation"u8))
            {
                reader.Read();
                frame.Holes.Add(ref reader, FrameHoleKind.String);
                reader.Skip();
            }
            else if (reader.Says("output_index"u8))
            {
                reader.Read();
                frame.OutputIndex = reader.ReadInt();
            }
            else if (reader.Says("delta"u8))
            {
                reader.Read();
                frame.Delta = reader.ReadDeltaText(frame.Holes);
            }
            else
            {
                ReadRareProperty(ref reader, document, frame);
            }
        }
    }

    private static void ReadRareProperty(ref Utf8JsonReader reader, ReadOnlySpan<byte> document, ResponsesFrame frame)
    {
        bool isItem = reader.Says("item"u8);
        bool isReply = reader.Says("response"u8);
        bool isError = reader.Says("error"u8);
        bool isMessage = reader.Says("message"u8);
        reader.Read();
        if (isItem)
            ResponsesItemReader.Read(ref reader, document, frame.Item);
        else if (isReply)
            ResponsesReplyReader.Read(ref reader, document, frame.Reply);
        else if (isError)
            frame.HasError |= reader.TokenType is not (JsonTokenType.Null or JsonTokenType.False);
        else if (isMessage)
            frame.HasMessage = reader.TokenType == JsonTokenType.String;
        reader.Skip();
    }
}
