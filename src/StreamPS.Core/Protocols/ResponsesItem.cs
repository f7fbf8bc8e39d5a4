using System.Collections.Generic;

namespace StreamPS.Protocols;

/// <summary>An item of a reply's output: a message, a piece of reasoning, or a call.</summary>
internal sealed class ResponsesItem
{
    public string? Type { get; set; }

    public string? Id { get; set; }

    /// <summary>The id that the call's result has to name; it isn't the item's.</summary>
    public string? CallId { get; set; }

    public string? Name { get; set; }

    /// <summary>The call's arguments, or the text that a custom tool gets.</summary>
    public string? Arguments { get; set; }

    /// <summary>The parts of its content and of its summary.</summary>
    public List<ResponsesPart> Parts { get; } = [];

    /// <summary>True for a call that the caller has to answer. Those of the service's own tools are no business of ours.</summary>
    public bool IsCall => Type is "function_call" or "custom_tool_call";

    public bool IsMessage => Type == "message";

    public bool IsReasoning => Type == "reasoning";

    public void Clear()
    {
        Type = Id = CallId = Name = Arguments = null;
        Parts.Clear();
    }
}
