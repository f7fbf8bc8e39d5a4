using System;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>Reads the usage object of the Responses format.</summary>
internal static class ResponsesUsage
{
    /// <summary>Reads the usage at the reader; null when there is no object with counts.</summary>
    public static ChatUsage? Read(ref Utf8JsonReader reader)
    {
        if (!reader.IsObject())
            return null;

        int? input = null, output = null, total = null, cached = null, reasoning = null;
        while (reader.ReadProperty())
        {
            if (reader.Says("input_tokens"u8))
                input = Next(ref reader);
            else if (reader.Says("output_tokens"u8))
                output = Next(ref reader);
            else if (reader.Says("total_tokens"u8))
                total = Next(ref reader);
            else if (reader.Says("input_tokens_details"u8))
                cached = Detail(ref reader, "cached_tokens"u8);
            else if (reader.Says("output_tokens_details"u8))
                reasoning = Detail(ref reader, "reasoning_tokens"u8);
            else
                reader.Skip();
        }

        return input is null && output is null && total is null ? null : new ChatUsage(input ?? 0, output ?? 0, total, cached, reasoning);
    }

    private static int? Next(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.ReadInt();
    }

    private static int? Detail(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        int? value = null;
        reader.Read();
        if (!reader.IsObject())
            return null;

        while (reader.ReadProperty())
        {
            if (reader.Says(name))
                value = Next(ref reader);
            else
                reader.Skip();
        }

        return value;
    }
}
