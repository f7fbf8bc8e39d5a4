using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>Reads a content block (<c>content_block</c>), a piece of one, or the change of a message (both <c>delta</c>).</summary>
internal static class AnthropicBlockReader
{
    /// <summary>Reads the value at the reader; anything but an object says nothing.</summary>
    public static void Read(ref Utf8JsonReader reader, AnthropicBlock block)
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
                block.Text = ReadTextAndPlace(ref reader, block);
            }
            else if (reader.Says("thinking"u8))
            {
                reader.Read();
                block.Thinking = ReadTextAndPlace(ref reader, block);
            }
            else if (reader.Says("partial_json"u8))
            {
                reader.Read();
                block.PartialJson = reader.ReadString();
            }
            else
            {
                ReadRareProperty(ref reader, block);
            }
        }
    }

    private static void ReadRareProperty(ref Utf8JsonReader reader, AnthropicBlock block)
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
            block.Input = ReadInput(ref reader);
        else if (isStopReason)
            block.StopReason = reader.ReadString();
        else if (isStopDetails)
            block.Explanation = ReadExplanation(ref reader);
        else
            reader.Skip();
    }

    private static string? ReadTextAndPlace(ref Utf8JsonReader reader, AnthropicBlock block)
    {
        string? text = reader.ReadString();
        bool isEmpty = string.IsNullOrEmpty(text);
        block.TextStart = isEmpty ? -1 : (int)reader.TokenStartIndex + 1;
        block.TextLength = isEmpty ? 0 : reader.ValueSpan.Length;
        return text;
    }

    private static string? ReadInput(ref Utf8JsonReader reader)
    {
        if (!reader.IsObject())
            return null;

        using var input = JsonDocument.ParseValue(ref reader);
        return input.RootElement.GetRawText();
    }

    private static string? ReadExplanation(ref Utf8JsonReader reader)
    {
        if (!reader.IsObject())
            return null;

        string? explanation = null;
        while (reader.ReadProperty())
        {
            bool isExplanation = reader.Says("explanation"u8);
            reader.Read();
            if (isExplanation)
                explanation = reader.ReadString();
            else
                reader.Skip();
        }

        return explanation;
    }
}
