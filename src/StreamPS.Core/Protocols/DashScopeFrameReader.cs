using System;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>Reads the JSON of a frame, or of a whole reply, of DashScope's own format.</summary>
internal static class DashScopeFrameReader
{
    /// <summary>Reads the object at the reader.</summary>
    public static void Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> document, DashScopeFrame frame)
    {
        while (reader.ReadProperty())
        {
            if (reader.Says("output"u8))
            {
                reader.Read();
                ReadOutput(ref reader, document, frame);
            }
            else if (reader.Says("usage"u8))
            {
                reader.Read();
                frame.Usage.Read(ref reader, frame.Holes);
            }
            else if (reader.Says("request_id"u8))
            {
                reader.Read();
                frame.Id ??= reader.ReadName();
                reader.Skip();
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

    private static void ReadOutput(ref Utf8JsonReader reader, ReadOnlySpan<byte> document, DashScopeFrame frame)
    {
        if (!reader.IsObject())
            return;

        // With result_format text the reply stands in the output itself, beside a list of choices that is null or missing.
        string? text = null;
        string? finishReason = null;
        while (reader.ReadProperty())
        {
            if (reader.Says("choices"u8))
            {
                reader.Read();
                ReadChoices(ref reader, document, frame);
            }
            else if (reader.Says("text"u8))
            {
                reader.Read();
                text = reader.ReadDeltaText(frame.Holes);
            }
            else if (reader.Says("finish_reason"u8))
            {
                reader.Read();
                finishReason = ReadFinishReason(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        frame.HasOutput |= text is not null;
        if (text is null || frame.Choices.Count > 0)
            return;

        var choice = frame.Choices.Add();
        choice.Content = text;
        choice.FinishReason = finishReason;
    }

    private static void ReadChoices(ref Utf8JsonReader reader, ReadOnlySpan<byte> document, DashScopeFrame frame)
    {
        if (!reader.IsArray())
            return;

        frame.HasOutput = true;
        while (reader.ReadElement())
        {
            if (reader.IsObject())
                ReadChoice(ref reader, document, frame.Choices.Add(), frame.Holes);
        }
    }

    private static void ReadChoice(ref Utf8JsonReader reader, ReadOnlySpan<byte> document, OpenAIChunkChoice choice, FrameHoles holes)
    {
        while (reader.ReadProperty())
        {
            if (reader.Says("message"u8))
            {
                reader.Read();
                OpenAIMessageReader.Read(ref reader, document, choice, holes);
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
