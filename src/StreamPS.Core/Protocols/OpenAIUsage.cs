using System;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>
/// Reads the usage object of OpenAI's formats, with the names of both and the places where Moonshot and DeepSeek put cached tokens.
/// </summary>
internal static class OpenAIUsage
{
    /// <summary>Reads the usage at the reader; null when there is no object with counts.</summary>
    public static ChatUsage? Read(ref Utf8JsonReader reader)
    {
        if (!reader.IsObject())
            return null;

        int? prompt = null, completion = null, total = null, cached = null, cachedDetail = null, reasoning = null;
        while (reader.ReadProperty())
        {
            if (reader.Says("prompt_tokens"u8) || reader.Says("input_tokens"u8))
                prompt = Next(ref reader);
            else if (reader.Says("completion_tokens"u8) || reader.Says("output_tokens"u8))
                completion = Next(ref reader);
            else if (reader.Says("total_tokens"u8))
                total = Next(ref reader);
            else if (reader.Says("cached_tokens"u8) || reader.Says("prompt_cache_hit_tokens"u8))
                cached = Next(ref reader);
            else if (reader.Says("prompt_tokens_details"u8) || reader.Says("input_tokens_details"u8))
                cachedDetail = Detail(ref reader, "cached_tokens"u8);
            else if (reader.Says("completion_tokens_details"u8) || reader.Says("output_tokens_details"u8))
                reasoning = Detail(ref reader, "reasoning_tokens"u8);
            else
                reader.Skip();
        }

        return prompt is null && completion is null && total is null
            ? null
            : new ChatUsage(prompt ?? 0, completion ?? 0, total, cached ?? cachedDetail, reasoning);
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
