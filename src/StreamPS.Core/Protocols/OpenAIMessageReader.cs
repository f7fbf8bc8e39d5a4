using System;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>Reads the message of a choice: <c>delta</c> in a chunk, <c>message</c> in a whole completion.</summary>
internal static class OpenAIMessageReader
{
    /// <summary>Reads the value at the reader; anything but an object says nothing.</summary>
    public static void Read(ref Utf8JsonReader reader, OpenAIChunkChoice choice)
    {
        if (!reader.IsObject())
            return;

        string? details = null;
        while (reader.ReadProperty())
        {
            if (reader.Says("content"u8))
            {
                reader.Read();
                ReadContent(ref reader, choice);
            }
            else if (reader.Says("reasoning_content"u8) || reader.Says("reasoning"u8))
            {
                reader.Read();
                // Both names may stand in one frame, with the same text.
                if (string.IsNullOrEmpty(choice.Reasoning))
                    choice.Reasoning = ReadTextAndPlace(ref reader, choice, isReasoning: true);
                else
                    reader.Skip();
            }
            else if (reader.Says("reasoning_details"u8))
            {
                reader.Read();
                details = ReadParts(ref reader);
            }
            else if (reader.Says("role"u8))
            {
                reader.Read();
                choice.Role = reader.ReadString();
            }
            else if (reader.Says("refusal"u8))
            {
                reader.Read();
                choice.Refusal = reader.ReadString();
            }
            else if (reader.Says("tool_calls"u8))
            {
                reader.Read();
                ReadToolCalls(ref reader, choice);
            }
            else if (reader.Says("function_call"u8))
            {
                reader.Read();
                ReadOldFunctionCall(ref reader, choice);
            }
            else
            {
                reader.Skip();
            }
        }

        if (string.IsNullOrEmpty(choice.Reasoning))
            choice.Reasoning = details;
    }

    private static void ReadContent(ref Utf8JsonReader reader, OpenAIChunkChoice choice)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            choice.Content = ReadTextAndPlace(ref reader, choice, isReasoning: false);
            return;
        }

        // Mistral's thinking models send parts.
        choice.TextStart = -1;
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
                    choice.Content += reader.ReadString();
                else if (isThinking)
                    choice.Reasoning += ReadParts(ref reader);
                else
                    reader.Skip();
            }
        }
    }

    private static string? ReadTextAndPlace(ref Utf8JsonReader reader, OpenAIChunkChoice choice, bool isReasoning)
    {
        string? text = reader.ReadString();
        if (!string.IsNullOrEmpty(text))
        {
            choice.TextStart = (int)reader.TokenStartIndex + 1;
            choice.TextLength = reader.ValueSpan.Length;
            choice.TextIsReasoning = isReasoning;
        }
        else if (choice.TextIsReasoning == isReasoning)
        {
            // The same field a second time: the text that was read before doesn't count any more.
            choice.TextStart = -1;
        }

        return text;
    }

    private static string? ReadParts(ref Utf8JsonReader reader)
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
                    text += reader.ReadString();
                else
                    reader.Skip();
            }
        }

        return text;
    }

    private static void ReadToolCalls(ref Utf8JsonReader reader, OpenAIChunkChoice choice)
    {
        if (!reader.IsArray())
            return;

        while (reader.ReadElement())
        {
            if (!reader.IsObject())
                continue;

            var call = default(OpenAIToolCallFragment);
            while (reader.ReadProperty())
            {
                bool isIndex = reader.Says("index"u8);
                bool isId = reader.Says("id"u8);
                bool isFunction = reader.Says("function"u8);
                reader.Read();
                if (isIndex)
                    call.Index = reader.ReadInt();
                else if (isId)
                    call.Id = reader.ReadText();
                else if (isFunction)
                    ReadFunction(ref reader, ref call);
                else
                    reader.Skip();
            }

            choice.ToolCalls.Add(call);
        }
    }

    private static void ReadOldFunctionCall(ref Utf8JsonReader reader, OpenAIChunkChoice choice)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        var call = new OpenAIToolCallFragment { Index = 0 };
        ReadFunction(ref reader, ref call);
        choice.ToolCalls.Add(call);
    }

    private static void ReadFunction(ref Utf8JsonReader reader, ref OpenAIToolCallFragment call)
    {
        if (!reader.IsObject())
            return;

        while (reader.ReadProperty())
        {
            bool isName = reader.Says("name"u8);
            bool isArguments = reader.Says("arguments"u8);
            reader.Read();
            if (isName)
                call.Name = reader.ReadString();
            else if (isArguments)
                call.Arguments = ReadArguments(ref reader);
            else
                reader.Skip();
        }
    }

    // Arguments are JSON text in a string; some services send the object itself.
    private static string? ReadArguments(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            return reader.ReadString();

        using var value = JsonDocument.ParseValue(ref reader);
        try
        {
            return value.RootElement.GetRawText();
        }
        catch (InvalidOperationException exception)
        {
            throw new JsonException("The arguments of a tool call aren't UTF-8.", exception);
        }
    }
}
