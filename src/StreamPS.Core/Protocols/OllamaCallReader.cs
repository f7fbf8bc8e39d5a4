using System;
using System.Collections.Generic;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>Reads the calls of a line of an Ollama stream.</summary>
internal static class OllamaCallReader
{
    /// <summary>Reads the list at the reader; anything else says nothing.</summary>
    public static void Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> document, List<OllamaCall> calls)
    {
        if (!reader.IsArray())
            return;

        while (reader.ReadElement())
        {
            if (!reader.IsObject())
                continue;

            var call = ReadCall(ref reader, document);
            if (!string.IsNullOrEmpty(call.Name))
                calls.Add(call);
        }
    }

    private static OllamaCall ReadCall(ref Utf8JsonReader reader, ReadOnlySpan<byte> document)
    {
        var call = default(OllamaCall);
        while (reader.ReadProperty())
        {
            bool isId = reader.Says("id"u8);
            bool isFunction = reader.Says("function"u8);
            reader.Read();
            if (isId)
                call.Id = reader.ReadText();
            else if (isFunction)
                ReadFunction(ref reader, document, ref call);
            else
                reader.Skip();
        }

        return call;
    }

    private static void ReadFunction(ref Utf8JsonReader reader, ReadOnlySpan<byte> document, ref OllamaCall call)
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
}
