using System;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>Reads a content block (<c>content_block</c>), a piece of one, or the change of a message (both <c>delta</c>).</summary>
internal static class AnthropicBlockReader
{
    /// <summary>Reads the value at the reader; anything but an object says nothing.</summary>
    public static void Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> document, AnthropicBlock block, FrameHoles holes)
    {
        if (!reader.IsObject())
            return;

        while (reader.ReadProperty())
        {
            if (reader.Says("type"u8))
            {
                reader.Read();
                block.Kind = reader.TokenType == JsonTokenType.String ? AnthropicNames.ReadBlockKind(reader.ValueSpan) : AnthropicBlockKind.Other;
                reader.Skip();
            }
            else if (reader.Says("text"u8))
            {
                reader.Read();
                block.Text = reader.ReadDeltaText(holes);
            }
            else if (reader.Says("thinking"u8))
            {
                reader.Read();
                block.Thinking = reader.ReadDeltaText(holes);
            }
            else if (reader.Says("partial_json"u8))
            {
                reader.Read();
                block.PartialJson = reader.ReadString();
            }
            else
            {
                ReadRareProperty(ref reader, document, block);
            }
        }
    }

    private static void ReadRareProperty(ref Utf8JsonReader reader, ReadOnlySpan<byte> document, AnthropicBlock block)
    {
        bool isSignature = reader.Says("signature"u8);
        bool isData = reader.Says("data"u8);
        bool isId = reader.Says("id"u8);
        bool isName = reader.Says("name"u8);
        bool isInput = reader.Says("input"u8);
        bool isStopReason = reader.Says("stop_reason"u8);
        bool isStopDetails = reader.Says("stop_details"u8);
        reader.Read();
        if (isSignature)
            block.Signature = reader.ReadString();
        else if (isData)
            block.Data = reader.ReadString();
        else if (isId)
            block.Id = reader.ReadString();
        else if (isName)
            block.Name = reader.ReadString();
        else if (isInput)
            block.Input = reader.TokenType == JsonTokenType.StartObject ? reader.ReadRaw(document) : null;
        else if (isStopReason)
            block.StopReason = reader.ReadString();
        else if (isStopDetails)
            block.Explanation = reader.ReadField("explanation"u8);
        reader.Skip();
    }
}
