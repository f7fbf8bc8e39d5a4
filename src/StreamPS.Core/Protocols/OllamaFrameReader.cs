using System;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>Reads the JSON of a line of an Ollama stream.</summary>
internal static class OllamaFrameReader
{
    /// <summary>Reads the object at the reader.</summary>
    public static void Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> document, OllamaFrame frame)
    {
        while (reader.ReadProperty())
        {
            if (reader.Says("message"u8))
            {
                reader.Read();
                ReadMessage(ref reader, document, frame);
            }
            else if (reader.Says("created_at"u8))
            {
                reader.Read();
                frame.Holes.Add(ref reader, FrameHoleKind.String);
                reader.Skip();
            }
            else if (reader.Says("model"u8))
            {
                reader.Read();
                frame.Model ??= reader.ReadName();
                reader.Skip();
            }
            else if (reader.Says("done"u8))
            {
                reader.Read();
                frame.IsReply |= reader.TokenType is JsonTokenType.True or JsonTokenType.False;
                frame.IsDone = reader.TokenType == JsonTokenType.True;
                reader.Skip();
            }
            else
            {
                ReadRareProperty(ref reader, frame);
            }
        }
    }

    private static void ReadRareProperty(ref Utf8JsonReader reader, OllamaFrame frame)
    {
        bool isReason = reader.Says("done_reason"u8);
        bool isPromptCount = reader.Says("prompt_eval_count"u8);
        bool isReplyCount = reader.Says("eval_count"u8);
        bool isError = reader.Says("error"u8);
        reader.Read();
        frame.HasError |= isError && reader.TokenType is not (JsonTokenType.Null or JsonTokenType.False);
        if (isReason)
            frame.DoneReason = reader.ReadText();
        else if (isPromptCount)
            frame.PromptCount = reader.ReadInt();
        else if (isReplyCount)
            frame.ReplyCount = reader.ReadInt();
        else
            reader.Skip();
    }

    private static void ReadMessage(ref Utf8JsonReader reader, ReadOnlySpan<byte> document, OllamaFrame frame)
    {
        // Gateways that answer for the service word their errors like this.
        frame.HasError |= reader.TokenType == JsonTokenType.String;
        if (!reader.IsObject())
            return;

        frame.IsReply = true;
        while (reader.ReadProperty())
        {
            if (reader.Says("content"u8))
            {
                reader.Read();
                frame.Content = reader.ReadDeltaText(frame.Holes);
            }
            else if (reader.Says("thinking"u8))
            {
                reader.Read();
                frame.Thinking = reader.ReadDeltaText(frame.Holes);
            }
            else if (reader.Says("role"u8))
            {
                reader.Read();
                frame.Role = OpenAINames.ReadRole(ref reader);
            }
            else if (reader.Says("tool_calls"u8))
            {
                reader.Read();
                ToolCallReader.Read(ref reader, document, frame.Calls);
            }
            else
            {
                reader.Skip();
            }
        }
    }
}
