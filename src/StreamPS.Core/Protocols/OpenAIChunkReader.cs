using System;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>Reads the JSON of a chat completion chunk, or of a whole chat completion, in the dialects of OpenAI-compatible services.</summary>
internal static class OpenAIChunkReader
{
    /// <summary>Reads the document at the reader.</summary>
    /// <exception cref="JsonException">The document isn't JSON, or is neither an object nor an array.</exception>
    public static void Read(ref Utf8JsonReader reader, OpenAIChunk chunk)
    {
        chunk.Clear();
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                ReadChunk(ref reader, chunk);
                break;
            case JsonTokenType.StartArray:
                // Google's gateways wrap their errors into an array.
                reader.Skip();
                chunk.IsError = true;
                break;
            default:
                throw new JsonException("A chunk has to be a JSON object.");
        }
    }

    private static void ReadChunk(ref Utf8JsonReader reader, OpenAIChunk chunk)
    {
        bool hasMessage = false;
        while (reader.ReadProperty())
        {
            if (reader.Says("choices"u8))
            {
                reader.Read();
                chunk.HasChoices = true;
                ReadChoices(ref reader, chunk);
            }
            else if (reader.Says("usage"u8))
            {
                reader.Read();
                chunk.Usage = OpenAIUsage.Read(ref reader) ?? chunk.Usage;
            }
            else if (!chunk.IsIdentified && reader.Says("id"u8))
            {
                reader.Read();
                chunk.Id = reader.ReadString();
            }
            else if (!chunk.IsIdentified && reader.Says("model"u8))
            {
                reader.Read();
                chunk.Model = reader.ReadString();
            }
            else if (reader.Says("error"u8))
            {
                reader.Read();
                chunk.IsError |= reader.TokenType is not (JsonTokenType.Null or JsonTokenType.False);
                reader.Skip();
            }
            else if (reader.Says("object"u8))
            {
                reader.Read();
                chunk.IsError |= reader.TokenType == JsonTokenType.String && reader.Says("error"u8);
                reader.Skip();
            }
            else if (reader.Says("message"u8))
            {
                reader.Read();
                hasMessage = reader.TokenType == JsonTokenType.String;
                reader.Skip();
            }
            else if (reader.Says("x_groq"u8))
            {
                reader.Read();
                ReadGroqExtension(ref reader, chunk);
            }
            else
            {
                reader.Skip();
            }
        }

        // DashScope's gateways send {"code","message","request_id"} on the compatible path, too.
        chunk.IsError |= hasMessage && !chunk.HasChoices;
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
            chunk.IsError |= isError && reader.TokenType != JsonTokenType.Null;
            if (isUsage)
                chunk.Usage ??= OpenAIUsage.Read(ref reader);
            reader.Skip();
        }
    }

    private static void ReadChoices(ref Utf8JsonReader reader, OpenAIChunk chunk)
    {
        if (!reader.IsArray())
            return;

        while (reader.ReadElement())
        {
            if (reader.IsObject())
                ReadChoice(ref reader, chunk.AddChoice());
        }
    }

    private static void ReadChoice(ref Utf8JsonReader reader, OpenAIChunkChoice choice)
    {
        while (reader.ReadProperty())
        {
            if (reader.Says("delta"u8) || reader.Says("message"u8))
            {
                reader.Read();
                OpenAIMessageReader.Read(ref reader, choice);
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
