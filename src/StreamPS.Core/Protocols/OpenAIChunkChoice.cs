using System.Collections.Generic;

namespace StreamPS.Protocols;

/// <summary>What one frame says of one choice. The fields come in any order, so they're collected before anything is made of them.</summary>
internal sealed class OpenAIChunkChoice : IReusable
{
    public int Index { get; set; }

    public ChatRole? Role { get; set; }

    public string? Content { get; set; }

    public string? Reasoning { get; set; }

    public string? Refusal { get; set; }

    public string? FinishReason { get; set; }

    public ChatUsage? Usage { get; set; }

    public List<ToolCallFragment> ToolCalls { get; } = [];

    public void Clear()
    {
        Index = 0;
        Role = null;
        Content = Reasoning = Refusal = FinishReason = null;
        Usage = null;
        ToolCalls.Clear();
    }
}
