using System;
using System.Collections.Generic;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>A line of an Ollama stream.</summary>
internal sealed class OllamaFrame : JsonFrame
{
    public ChatRole? Role { get; set; }

    public string? Content { get; set; }

    public string? Thinking { get; set; }

    /// <summary>The calls, each of them whole.</summary>
    public List<ToolCallFragment> Calls { get; } = [];

    /// <summary>True when the line is the last one.</summary>
    public bool IsDone { get; set; }

    public string? DoneReason { get; set; }

    /// <summary>The request's tokens; missing when there are none to count, for example because all were cached.</summary>
    public int? PromptCount { get; set; }

    /// <summary>The reply's tokens.</summary>
    public int? ReplyCount { get; set; }

    /// <summary>True when the line is part of a reply.</summary>
    public bool IsReply { get; set; }

    protected override void Clear()
    {
        Role = null;
        Content = Thinking = DoneReason = null;
        Calls.Clear();
        IsDone = IsReply = false;
        PromptCount = ReplyCount = null;
    }

    protected override void ReadObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> document) => OllamaFrameReader.Read(ref reader, document, this);
}
