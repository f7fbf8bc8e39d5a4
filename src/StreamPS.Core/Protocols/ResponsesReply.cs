using System.Collections.Generic;

namespace StreamPS.Protocols;

/// <summary>What a frame says of the reply as a whole.</summary>
internal sealed class ResponsesReply
{
    public string? Id { get; set; }

    public string? Model { get; set; }

    public string? Status { get; set; }

    public string? IncompleteReason { get; set; }

    public ChatUsage? Usage { get; set; }

    public List<ResponsesItem> Output { get; } = [];

    /// <summary>True when the frame has a list of items, even an empty one.</summary>
    public bool HasOutput { get; set; }

    /// <summary>The error as JSON, or null.</summary>
    public string? Error { get; set; }

    public void Clear()
    {
        Id = Model = Status = IncompleteReason = Error = null;
        Usage = null;
        Output.Clear();
        HasOutput = false;
    }
}
