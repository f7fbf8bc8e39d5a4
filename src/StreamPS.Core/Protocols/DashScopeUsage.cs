using System.Collections.Generic;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>The usage of one frame: its counts, and where they stand in it.</summary>
internal sealed class DashScopeUsage
{
    private int? _input;
    private int? _total;
    private int? _cached;
    private int? _reasoning;

    /// <summary>The tokens of the reply so far; null when the frame doesn't say.</summary>
    public int? Output { get; private set; }

    /// <summary>Where the frame has numbers in its usage, in their order.</summary>
    public List<NumberPlace> Numbers { get; } = [];

    /// <summary>Reads the object at the reader. The details' names don't collide with those around them, so the levels don't matter.</summary>
    public void Read(ref Utf8JsonReader reader)
    {
        if (!reader.IsObject())
            return;

        int depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType == JsonTokenType.Number)
                AddPlace(ref reader);
            else if (reader.TokenType == JsonTokenType.PropertyName)
                ReadCount(ref reader);
        }
    }

    /// <summary>The counts; null when there were none.</summary>
    public ChatUsage? ToUsage() => _input is null && Output is null && _total is null
        ? null
        : new ChatUsage(_input ?? 0, Output ?? 0, _total, _cached, _reasoning);

    public void Clear()
    {
        _input = _total = _cached = _reasoning = Output = null;
        Numbers.Clear();
    }

    private void ReadCount(ref Utf8JsonReader reader)
    {
        if (reader.Says("output_tokens"u8))
            Output = Next(ref reader) ?? Output;
        else if (reader.Says("input_tokens"u8))
            _input = Next(ref reader) ?? _input;
        else if (reader.Says("total_tokens"u8))
            _total = Next(ref reader) ?? _total;
        else if (reader.Says("cached_tokens"u8))
            _cached = Next(ref reader) ?? _cached;
        else if (reader.Says("reasoning_tokens"u8))
            _reasoning = Next(ref reader) ?? _reasoning;
    }

    private int? Next(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number)
            AddPlace(ref reader);
        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int count) ? count : reader.ReadInt();
    }

    private void AddPlace(ref Utf8JsonReader reader) => Numbers.Add(new NumberPlace((int)reader.TokenStartIndex, reader.ValueSpan.Length));
}
