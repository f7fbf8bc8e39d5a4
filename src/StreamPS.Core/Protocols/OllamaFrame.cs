using System.Collections.Generic;

namespace StreamPS.Protocols;

/// <summary>What one line says. It is used again for every line of a stream.</summary>
internal sealed class OllamaFrame
{
    /// <summary>The model, as the first line that has one says it: a string for each line would be one too many.</summary>
    public string? Model { get; set; }

    /// <summary>The role, likewise.</summary>
    public string? Role { get; set; }

    public string? Content { get; set; }

    public string? Thinking { get; set; }

    public List<OllamaCall> Calls { get; } = [];

    /// <summary>True when the line is the last one.</summary>
    public bool IsDone { get; set; }

    public string? DoneReason { get; set; }

    /// <summary>The request's tokens; missing when there are none to count, for example because all were cached.</summary>
    public int? PromptCount { get; set; }

    /// <summary>The reply's tokens.</summary>
    public int? ReplyCount { get; set; }

    /// <summary>True when the line is part of a reply.</summary>
    public bool IsReply { get; set; }

    /// <summary>True when the line reports an error instead of going on.</summary>
    public bool HasError { get; set; }

    /// <summary>What changes from line to line.</summary>
    public FrameHoles Holes { get; } = new();

    /// <summary>Forgets all but the names.</summary>
    public void Clear()
    {
        Content = Thinking = DoneReason = null;
        Calls.Clear();
        IsDone = IsReply = HasError = false;
        PromptCount = ReplyCount = null;
        Holes.Clear();
    }
}
