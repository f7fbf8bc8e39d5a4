using System;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>A chunk of a chat completion, or a whole one.</summary>
internal sealed class OpenAIChunk : JsonFrame
{
    public ChatUsage? Usage { get; set; }

    /// <summary>True when the frame has a list of choices, even an empty one: then it's part of a reply.</summary>
    public bool HasChoices { get; set; }

    public ReusedList<OpenAIChunkChoice> Choices { get; } = new();

    protected override void Clear()
    {
        Usage = null;
        HasChoices = false;
        Choices.Clear();
    }

    protected override void ReadObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> document) => OpenAIChunkReader.Read(ref reader, document, this);
}
