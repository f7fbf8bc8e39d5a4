using System;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>A frame of DashScope's own format. Its messages are those of the OpenAI format.</summary>
internal sealed class DashScopeFrame : JsonFrame
{
    public string? Code { get; set; }

    /// <summary>True when the frame has a piece of a reply, even an empty one.</summary>
    public bool HasOutput { get; set; }

    /// <summary>The counts so far. They are running totals: the last ones count.</summary>
    public DashScopeUsage Usage { get; } = new();

    public ReusedList<OpenAIChunkChoice> Choices { get; } = new();

    protected override void Clear()
    {
        Code = null;
        HasOutput = false;
        Usage.Clear();
        Choices.Clear();
    }

    protected override void ReadObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> document) => DashScopeFrameReader.Read(ref reader, document, this);
}
