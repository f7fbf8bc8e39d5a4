using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>The token counts of a stream. They are spread over its beginning and its end, and each is a running total: the last one counts.</summary>
internal sealed class AnthropicUsage
{
    private int? _input;
    private int? _cacheCreation;
    private int? _cacheRead;
    private int? _output;
    private int? _thinking;

    /// <summary>Takes over what the object at the reader counts.</summary>
    public void Read(ref Utf8JsonReader reader)
    {
        if (!reader.IsObject())
            return;

        while (reader.ReadProperty())
        {
            if (reader.Says("output_tokens"u8))
                Update(ref _output, ref reader);
            else if (reader.Says("input_tokens"u8))
                Update(ref _input, ref reader);
            else if (reader.Says("cache_creation_input_tokens"u8))
                Update(ref _cacheCreation, ref reader);
            else if (reader.Says("cache_read_input_tokens"u8))
                Update(ref _cacheRead, ref reader);
            else if (reader.Says("output_tokens_details"u8))
                ReadDetails(ref reader);
            else
                reader.Skip();
        }
    }

    /// <summary>The counts; null when there were none. What was read from or written to the cache is part of the request, though it's counted apart.</summary>
    public ChatUsage? ToUsage() => _input is null && _output is null
        ? null
        : new ChatUsage((_input ?? 0) + (_cacheCreation ?? 0) + (_cacheRead ?? 0), _output ?? 0, null, _cacheRead, _thinking);

    private static void Update(ref int? count, ref Utf8JsonReader reader)
    {
        reader.Read();
        count = reader.ReadInt() ?? count;
    }

    private void ReadDetails(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (!reader.IsObject())
            return;

        while (reader.ReadProperty())
        {
            if (reader.Says("thinking_tokens"u8))
                Update(ref _thinking, ref reader);
            else
                reader.Skip();
        }
    }
}
