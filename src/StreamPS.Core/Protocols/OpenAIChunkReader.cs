using System;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>Reads the JSON of a chat completion chunk, or of a whole chat completion, in the dialects of OpenAI-compatible services.</summary>
internal static class OpenAIChunkReader
{
    /// <summary>Reads the object at the reader.</summary>
    public static void Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> document, OpenAIChunk chunk)
    {
        bool hasMessage = false;
        while (reader.ReadProperty())
        {
            if (reader.Says("choices"u8))
            {
                reader.Read();
                chunk.HasChoices = true;
                ReadChoices(ref reader, document, chunk);
            }
            else if (reader.Says("usage"u8))
            {
                reader.Read();
                chunk.Usage = OpenAIUsage.Read(ref reader) ?? chunk.Usage;
            }
            else if (reader.Says("id"u8))
            {
                reader.Read();
                chunk.Id ??= reader.ReadName();
                reader.Skip();
            }
            else if (reader.Says("model"u8))
            {
                reader.Read();
                chunk.Model ??= reader.ReadName();
                reader.Skip();
            }
            else if (reader.Says("obfuscation"u8))
            {
                reader.Read();
                chunk.Holes.Add(ref reader, FrameHoleKind.String);
                reader.Skip();
            }
            else
            {
                ReadRareProperty(ref reader, chunk, ref hasMessage);
            }
        }

        // DashScope's gateways send {"code","message","request_id"} on the compatible path, too.
        chunk.HasError |= hasMessage && !chunk.HasChoices;
    }

    private static void ReadRareProperty(ref Utf8JsonReader reader, OpenAIChunk chunk, ref bool hasMessage)
    {
        bool isError = reader.Says("error"u8);
        bool isObject = reader.Says("object"u8);
        bool isMessage = reader.Says("message"u8);
        bool isGroq = reader.Says("x_groq"u8);
        reader.Read();
        if (isError)
            chunk.HasError |= reader.TokenType is not (JsonTokenType.Null or JsonTokenType.False);
        else if (isObject)
            chunk.HasError |= reader.TokenType == JsonTokenType.String && reader.Says("error"u8);
        else if (isMessage)
            hasMessage = reader.TokenType == JsonTokenType.String;
        else if (isGroq)
            ReadGroqExtension(ref reader, chunk);
        reader.Skip();
    }

    private static void ReadGroqExtension(ref Utf8JsonReader reader, OpenAIChunk chunk)
    {
        if (!reader.IsObject())
            return;

        while (reader.ReadProperty())
        {
            bool isUsage = reader.Says("usage"u8);
            bool isError = reader.Says("error"u8);
            reader.Read();
            chunk.HasError |= isError && reader.TokenType != JsonTokenType.Null;
            if (isUsage)
                chunk.Usage ??= OpenAIUsage.Read(ref reader);
            reader.Skip();
        }
    }

    private static void ReadChoices(ref Utf8JsonReader reader, ReadOnlySpan<byte> document, OpenAIChunk chunk)
    {
        if (!reader.IsArray())
            return;

        while (reader.ReadElement())
        {
            if (reader.IsObject())
                ReadChoice(ref reader, document, chunk.Choices.Add(), chunk.Holes);
        }
    }

    private static void ReadChoice(ref Utf8JsonReader reader, ReadOnlySpan<byte> document, OpenAIChunkChoice choice, FrameHoles holes)
    {
        while (reader.ReadProperty())
        {
            if (reader.Says("delta"u8) || reader.Says("message"u8))
            {
                reader.Read();
                OpenAIMessageReader.Read(ref reader, document, choice, holes);
            }
            else if (reader.Says("index"u8))
            {
                reader.Read();
                choice.Index = Math.Max(0, reader.ReadInt() ?? 0);
            }
            else if (reader.Says("finish_reason"u8))
            {
                reader.Read();
                choice.FinishReason = reader.ReadString() is { Length: > 0 } reason and not "null" ? reason : null;
            }
            else if (reader.Says("usage"u8))
            {
                reader.Read();
                choice.Usage = OpenAIUsage.Read(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }
}
