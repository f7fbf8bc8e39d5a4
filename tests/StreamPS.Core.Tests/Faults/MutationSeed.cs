using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;

namespace StreamPS.Tests.Faults;

/// <summary>A whole stream, with the places in it where a change hurts most.</summary>
internal sealed class MutationSeed
{
    public MutationSeed(string stream, bool isLines)
    {
        Bytes = Encoding.UTF8.GetBytes(stream);
        Frames = [.. FindFrames(isLines ? "\n"u8 : stream.Contains("\r\n\r\n", StringComparison.Ordinal) ? "\r\n\r\n"u8 : "\n\n"u8)];
        Values = [.. Frames.SelectMany(FindValues)];
    }

    public byte[] Bytes { get; }

    /// <summary>Where the frames are.</summary>
    public IReadOnlyList<Range> Frames { get; }

    /// <summary>Where the names and values of the JSON are, quotes included.</summary>
    public IReadOnlyList<Range> Values { get; }

    private List<Range> FindFrames(ReadOnlySpan<byte> separator)
    {
        var frames = new List<Range>();
        for (int start = 0; start < Bytes.Length;)
        {
            int length = Bytes.AsSpan(start).IndexOf(separator);
            int end = length < 0 ? Bytes.Length : start + length + separator.Length;
            frames.Add(start..end);
            start = end;
        }

        return frames;
    }

    private List<Range> FindValues(Range frame)
    {
        var values = new List<Range>();
        var bytes = Bytes.AsSpan(frame);
        int json = bytes.IndexOf((byte)'{');
        if (json < 0)
            return values;

        int start = frame.Start.Value + json;
        var reader = new Utf8JsonReader(bytes[json..]);
        reader.Read();
        while (reader.CurrentDepth > 0 || reader.TokenType is not JsonTokenType.EndObject)
        {
            if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.EndObject or JsonTokenType.StartArray or JsonTokenType.EndArray))
                values.Add((start + (int)reader.TokenStartIndex)..(start + EndOf(reader)));
            reader.Read();
        }

        return values;
    }

    // Behind a name, the colon counts as consumed.
    private static int EndOf(Utf8JsonReader reader) => reader.TokenType == JsonTokenType.PropertyName
        ? (int)reader.TokenStartIndex + reader.ValueSpan.Length + 2
        : (int)reader.BytesConsumed;
}
