using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>The usage of one frame.</summary>
internal sealed class DashScopeUsage
{
    private int? _input;
    private int? _total;
    private int? _cached;
    private int? _reasoning;

    /// <summary>The tokens of the reply so far; null when the frame doesn't say.</summary>
    public int? Output { get; private set; }

    /// <summary>Reads the object at the reader. The details' names don't collide with those around them, so the levels don't matter.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="holes">Gets the places of all numbers.</param>
    public void Read(ref Utf8JsonReader reader, FrameHoles holes)
    {
        if (!reader.IsObject())
            return;

        int depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType == JsonTokenType.Number)
                holes.Add(ref reader, FrameHoleKind.Number);
            else if (reader.TokenType == JsonTokenType.PropertyName)
                ReadCount(ref reader, holes);
        }
    }

    /// <summary>The counts; null when there were none.</summary>
    public ChatUsage? ToUsage() => _input is null && Output is null && _total is null
        ? null
        : new ChatUsage(_input ?? 0, Output ?? 0, _total, _cached, _reasoning);

    public void Clear() => _input = _total = _cached = _reasoning = Output = null;

    private static int? Next(ref Utf8JsonReader reader, FrameHoles holes)
    {
        reader.Read();
        holes.Add(ref reader, FrameHoleKind.Number);
        return reader.ReadInt();
    }

    private void ReadCount(ref Utf8JsonReader reader, FrameHoles holes)
    {
        if (reader.Says("output_tokens"u8))
            Output = Next(ref reader, holes) ?? Output;
        else if (reader.Says("input_tokens"u8))
            _input = Next(ref reader, holes) ?? _input;
        else if (reader.Says("total_tokens"u8))
            _total = Next(ref reader, holes) ?? _total;
        else if (reader.Says("cached_tokens"u8))
            _cached = Next(ref reader, holes) ?? _cached;
        else if (reader.Says("reasoning_tokens"u8))
            _reasoning = Next(ref reader, holes) ?? _reasoning;
    }
}
