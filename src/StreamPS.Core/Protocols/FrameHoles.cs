using System.Collections.Generic;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>Collects the holes of a frame while it's parsed, in the order in which they stand.</summary>
internal sealed class FrameHoles
{
    private readonly List<FrameHole> _holes = [];

    public int Count => _holes.Count;

    /// <summary>How many of the holes are texts.</summary>
    public int TextCount { get; private set; }

    public FrameHole this[int index] => _holes[index];

    public void Clear()
    {
        _holes.Clear();
        TextCount = 0;
    }

    /// <summary>Makes a hole of the string or number that was just read. Anything else, and a text that is empty, belongs to the frame that stays.</summary>
    public void Add(ref Utf8JsonReader reader, FrameHoleKind kind, int tag = -1)
    {
        var type = kind == FrameHoleKind.Number ? JsonTokenType.Number : JsonTokenType.String;
        bool isText = kind == FrameHoleKind.Text;
        if (reader.TokenType != type || (isText && reader.ValueSpan.IsEmpty))
            return;

        int start = (int)reader.TokenStartIndex + (type == JsonTokenType.String ? 1 : 0);
        _holes.Add(new FrameHole(kind, start, reader.ValueSpan.Length, tag));
        TextCount += isText ? 1 : 0;
    }
}
