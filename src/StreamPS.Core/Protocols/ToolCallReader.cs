using System;
using System.Collections.Generic;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>Reads the tool calls of a message, in the form that OpenAI gave them and others took over.</summary>
internal static class ToolCallReader
{
    /// <summary>Reads the list at the reader; anything else says nothing.</summary>
    public static void Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> document, List<ToolCallFragment> calls)
    {
        if (!reader.IsArray())
            return;

        while (reader.ReadElement())
        {
            if (reader.IsObject())
                calls.Add(ReadCall(ref reader, document));
        }
    }

    /// <summary>Reads the function at the reader: its name, and its arguments as JSON text.</summary>
    public static void ReadFunction(ref Utf8JsonReader reader, ReadOnlySpan<byte> document, ref ToolCallFragment call)
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
                call.Arguments = reader.ReadArguments(document);
            else
                reader.Skip();
        }
    }

    private static ToolCallFragment ReadCall(ref Utf8JsonReader reader, ReadOnlySpan<byte> document)
    {
        var call = default(ToolCallFragment);
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
                ReadFunction(ref reader, document, ref call);
            else
                reader.Skip();
        }

        return call;
    }
}
