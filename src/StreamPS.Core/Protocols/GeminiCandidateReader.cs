using System;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>Reads what a frame says of a candidate.</summary>
internal static class GeminiCandidateReader
{
    /// <summary>Reads the object at the reader.</summary>
    /// <exception cref="JsonException">A call's arguments come in pieces.</exception>
    public static void Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> document, GeminiCandidate candidate, FrameHoles holes)
    {
        while (reader.ReadProperty())
        {
            if (reader.Says("content"u8))
            {
                reader.Read();
                ReadContent(ref reader, document, candidate, holes);
            }
            else if (reader.Says("index"u8))
            {
                reader.Read();
                candidate.Index = Math.Max(0, reader.ReadInt() ?? 0);
            }
            else if (reader.Says("finishReason"u8))
            {
                reader.Read();
                candidate.FinishReason = reader.ReadText();
            }
            else if (reader.Says("finishMessage"u8))
            {
                reader.Read();
                candidate.FinishMessage = reader.ReadString();
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static void ReadContent(ref Utf8JsonReader reader, ReadOnlySpan<byte> document, GeminiCandidate candidate, FrameHoles holes)
    {
        if (!reader.IsObject())
            return;

        while (reader.ReadProperty())
        {
            bool isParts = reader.Says("parts"u8);
            reader.Read();
            if (!isParts || !reader.IsArray())
            {
                reader.Skip();
                continue;
            }

            while (reader.ReadElement())
            {
                if (reader.IsObject())
                    ReadPart(ref reader, document, candidate, holes);
            }
        }
    }

    private static void ReadPart(ref Utf8JsonReader reader, ReadOnlySpan<byte> document, GeminiCandidate candidate, FrameHoles holes)
    {
        string? text = null;
        bool isThought = false;
        var call = default(GeminiCall);
        while (reader.ReadProperty())
        {
            if (reader.Says("text"u8))
            {
                reader.Read();
                text = reader.ReadDeltaText(holes);
            }
            else if (reader.Says("thought"u8))
            {
                reader.Read();
                isThought = reader.TokenType == JsonTokenType.True;
                reader.Skip();
            }
            else if (reader.Says("functionCall"u8))
            {
                reader.Read();
                ReadCall(ref reader, document, ref call);
            }
            else if (reader.Says("thoughtSignature"u8))
            {
                reader.Read();
                call.Signature = reader.ReadName();
            }
            else
            {
                reader.Skip();
            }
        }

        if (!string.IsNullOrEmpty(call.Name))
            candidate.Calls.Add(call);
        if (isThought)
            candidate.Reasoning += text;
        else
            candidate.Content += text;
    }

    private static void ReadCall(ref Utf8JsonReader reader, ReadOnlySpan<byte> document, ref GeminiCall call)
    {
        if (!reader.IsObject())
            return;

        while (reader.ReadProperty())
        {
            bool isId = reader.Says("id"u8);
            bool isName = reader.Says("name"u8);
            bool isArguments = reader.Says("args"u8);
            bool isPiece = reader.Says("partialArgs"u8) || reader.Says("willContinue"u8);
            reader.Read();
            if (isId)
                call.Id = reader.ReadText();
            else if (isName)
                call.Name = reader.ReadString();
            else if (isArguments)
                call.Arguments = reader.ReadArguments(document);
            else if (isPiece && reader.TokenType is JsonTokenType.True or JsonTokenType.StartArray)
                throw new JsonException("The arguments of a call come in pieces, which have to be asked for: ask without streamFunctionCallArguments.");
            else
                reader.Skip();
        }
    }
}
