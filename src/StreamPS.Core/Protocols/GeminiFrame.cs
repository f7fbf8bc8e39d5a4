using System;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>A frame of a Gemini stream: a whole response with a piece of the text.</summary>
internal sealed class GeminiFrame : JsonFrame
{
    /// <summary>Why the prompt isn't answered, or null.</summary>
    public string? BlockReason { get; set; }

    /// <summary>The service's words about that.</summary>
    public string? BlockMessage { get; set; }

    /// <summary>True when the frame is part of a reply.</summary>
    public bool IsReply { get; set; }

    public ReusedList<GeminiCandidate> Candidates { get; } = new();

    /// <summary>The counts so far: each frame changes those that it has.</summary>
    public GeminiUsage Usage { get; } = new();

    protected override void Clear()
    {
        BlockReason = BlockMessage = null;
        IsReply = false;
        Candidates.Clear();
    }

    protected override void ReadObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> document) => GeminiFrameReader.Read(ref reader, document, this);
}
