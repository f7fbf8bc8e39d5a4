using System;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>Reads the JSON of a Gemini frame, which is a whole response with a piece of the text.</summary>
internal static class GeminiFrameReader
{
    /// <summary>Reads the object at the reader.</summary>
    public static void Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> document, GeminiFrame frame)
    {
        bool hasMessage = false;
        while (reader.ReadProperty())
        {
            if (reader.Says("candidates"u8))
            {
                reader.Read();
                frame.IsReply = true;
                ReadCandidates(ref reader, document, frame);
            }
            else if (reader.Says("usageMetadata"u8))
            {
                reader.Read();
                frame.IsReply = true;
                frame.Usage.Read(ref reader, frame.Holes);
            }
            else if (reader.Says("modelVersion"u8))
            {
                reader.Read();
                frame.Model ??= reader.ReadName();
                reader.Skip();
            }
            else if (reader.Says("responseId"u8))
            {
                reader.Read();
                frame.Id ??= reader.ReadName();
                reader.Skip();
            }
            else if (reader.Says("promptFeedback"u8))
            {
                reader.Read();
                frame.IsReply = true;
                ReadFeedback(ref reader, frame);
            }
            else
            {
                bool isError = reader.Says("error"u8);
                bool isMessage = reader.Says("message"u8);
                reader.Read();
                frame.HasError |= isError && reader.TokenType is not (JsonTokenType.Null or JsonTokenType.False);
                hasMessage |= isMessage && reader.TokenType == JsonTokenType.String;
                reader.Skip();
            }
        }

        frame.HasError |= hasMessage && !frame.IsReply;
    }

    private static void ReadFeedback(ref Utf8JsonReader reader, GeminiFrame frame)
    {
        if (!reader.IsObject())
            return;

        while (reader.ReadProperty())
        {
            bool isReason = reader.Says("blockReason"u8);
            bool isMessage = reader.Says("blockReasonMessage"u8);
            reader.Read();
            if (isReason)
                frame.BlockReason = reader.ReadString();
            else if (isMessage)
                frame.BlockMessage = reader.ReadString();
            else
                reader.Skip();
        }
    }

    private static void ReadCandidates(ref Utf8JsonReader reader, ReadOnlySpan<byte> document, GeminiFrame frame)
    {
        if (!reader.IsArray())
            return;

        while (reader.ReadElement())
        {
            if (reader.IsObject())
                GeminiCandidateReader.Read(ref reader, document, frame.Candidates.Add(), frame.Holes);
        }
    }
}
