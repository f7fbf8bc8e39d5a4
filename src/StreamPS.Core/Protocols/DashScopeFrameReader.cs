using System;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>Reads the JSON of a frame, or of a whole reply, of DashScope's own format.</summary>
internal static class DashScopeFrameReader
{
    /// <summary>Reads the document at the reader.</summary>
    /// <exception cref="JsonException">The document isn't a JSON object.</exception>
    public static void Read(ref Utf8JsonReader reader, DashScopeFrame frame)
    {
        frame.Clear();
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("A frame has to be a JSON object.");

        while (reader.ReadProperty())
        {
            if (reader.Says("output"u8))
            {
                reader.Read();
                ReadOutput(ref reader, frame);
            }
            else if (reader.Says("usage"u8))
            {
                reader.Read();
                frame.Usage.Read(ref reader);
            }
            else if (frame.RequestId is null && reader.Says("request_id"u8))
            {
                reader.Read();
                frame.RequestId = reader.ReadString() is { Length: > 0 } id ? id : null;
            }
            else if (reader.Says("code"u8))
            {
                reader.Read();
                frame.Code = reader.ReadText();
            }
            else if (reader.Says("error"u8))
            {
                reader.Read();
                frame.HasError |= reader.TokenType is not (JsonTokenType.Null or JsonTokenType.False);
                reader.Skip();
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static void ReadOutput(ref Utf8JsonReader reader, DashScopeFrame frame)
    {
        if (!reader.IsObject())
            return;

        // With result_format text the reply stands in the output itself, beside a list of choices that is null or missing.
        var text = frame.Output;
        text.Clear();
        while (reader.ReadProperty())
        {
            if (reader.Says("choices"u8))
            {
                reader.Read();
                ReadChoices(ref reader, frame);
            }
            else if (reader.Says("text"u8))
            {
                reader.Read();
                ReadText(ref reader, text);
            }
            else if (reader.Says("finish_reason"u8))
            {
                reader.Read();
                text.FinishReason = ReadFinishReason(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        frame.HasOutput |= text.Content is not null;
        if (frame.ChoiceCount == 0 && text.Content is not null)
            frame.AddOutput();
    }

    private static void ReadText(ref Utf8JsonReader reader, OpenAIChunkChoice text)
    {
        text.Content = reader.ReadString();
        if (string.IsNullOrEmpty(text.Content))
            return;

        text.TextStart = (int)reader.TokenStartIndex + 1;
        text.TextLength = reader.ValueSpan.Length;
    }

    private static void ReadChoices(ref Utf8JsonReader reader, DashScopeFrame frame)
    {
        if (!reader.IsArray())
            return;

        frame.HasOutput = true;
        while (reader.ReadElement())
        {
            if (reader.IsObject())
                ReadChoice(ref reader, frame.AddChoice());
        }
    }

    private static void ReadChoice(ref Utf8JsonReader reader, OpenAIChunkChoice choice)
    {
        while (reader.ReadProperty())
        {
            if (reader.Says("message"u8))
            {
                reader.Read();
                OpenAIMessageReader.Read(ref reader, choice);
            }
            else if (reader.Says("finish_reason"u8))
            {
                reader.Read();
                choice.FinishReason = ReadFinishReason(ref reader);
            }
            else if (reader.Says("index"u8))
            {
                reader.Read();
                choice.Index = Math.Max(0, reader.ReadInt() ?? 0);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    // The string "null" means that the reply goes on.
    private static string? ReadFinishReason(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String && (reader.Says("null"u8) || reader.ValueSpan.IsEmpty) ? null : reader.ReadString();
}
