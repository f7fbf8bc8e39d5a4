using System;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>Reads the message of a choice: <c>delta</c> in a chunk, <c>message</c> in a whole completion.</summary>
internal static class OpenAIMessageReader
{
    /// <summary>Reads the value at the reader; anything but an object says nothing.</summary>
    public static void Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> document, OpenAIChunkChoice choice, FrameHoles holes)
    {
        if (!reader.IsObject())
            return;

        string? details = null;
        while (reader.ReadProperty())
        {
            if (reader.Says("content"u8))
            {
                reader.Read();
                ReadContent(ref reader, choice, holes);
            }
            else if (reader.Says("reasoning_content"u8) || reader.Says("reasoning"u8))
            {
                reader.Read();
                // Both names may stand in one frame, with the same text.
                if (string.IsNullOrEmpty(choice.Reasoning))
                    choice.Reasoning = reader.ReadDeltaText(holes);
                else
                    reader.Skip();
            }
            else if (reader.Says("role"u8))
            {
                reader.Read();
                choice.Role = OpenAINames.ReadRole(ref reader);
            }
            else if (reader.Says("reasoning_details"u8))
            {
                reader.Read();
                details = ReadParts(ref reader, holes);
            }
            else
            {
                ReadRareProperty(ref reader, document, choice, holes);
            }
        }

        choice.Reasoning = choice.Reasoning.OrNull() ?? details;
    }

    private static void ReadRareProperty(ref Utf8JsonReader reader, ReadOnlySpan<byte> document, OpenAIChunkChoice choice, FrameHoles holes)
    {
        bool isRefusal = reader.Says("refusal"u8);
        bool isCalls = reader.Says("tool_calls"u8);
        bool isOldCall = reader.Says("function_call"u8);
        reader.Read();
        if (isRefusal)
            choice.Refusal = reader.ReadDeltaText(holes);
        else if (isCalls)
            ToolCallReader.Read(ref reader, document, choice.ToolCalls);
        else if (isOldCall && reader.IsObject())
            ReadOldCall(ref reader, document, choice);
        else
            reader.Skip();
    }

    private static void ReadContent(ref Utf8JsonReader reader, OpenAIChunkChoice choice, FrameHoles holes)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            choice.Content = reader.ReadDeltaText(holes);
            return;
        }

        // Mistral's thinking models send parts.
        choice.Content = null;
        while (reader.ReadElement())
        {
            if (!reader.IsObject())
                continue;

            while (reader.ReadProperty())
            {
                bool isText = reader.Says("text"u8);
                bool isThinking = reader.Says("thinking"u8);
                reader.Read();
                if (isText)
                    choice.Content += reader.ReadDeltaText(holes);
                else if (isThinking)
                    choice.Reasoning += ReadParts(ref reader, holes);
                else
                    reader.Skip();
            }
        }
    }

    private static string? ReadParts(ref Utf8JsonReader reader, FrameHoles holes)
    {
        if (!reader.IsArray())
            return null;

        string? text = null;
        while (reader.ReadElement())
        {
            if (!reader.IsObject())
                continue;

            while (reader.ReadProperty())
            {
                bool isText = reader.Says("text"u8);
                reader.Read();
                if (isText)
                    text += reader.ReadDeltaText(holes);
                else
                    reader.Skip();
            }
        }

        return text;
    }

    private static void ReadOldCall(ref Utf8JsonReader reader, ReadOnlySpan<byte> document, OpenAIChunkChoice choice)
    {
        var call = new ToolCallFragment { Index = 0 };
        ToolCallReader.ReadFunction(ref reader, document, ref call);
        choice.ToolCalls.Add(call);
    }
}
