using System.Collections.Generic;

namespace StreamPS.Protocols;

/// <summary>What one frame says of one choice. The fields come in any order, so they're collected before anything is made of them.</summary>
internal sealed class OpenAIChunkChoice
{
    public int Index { get; set; }

    public string? Role { get; set; }

    public string? Content { get; set; }

    public string? Reasoning { get; set; }

    public string? Refusal { get; set; }

    public string? FinishReason { get; set; }

    public ChatUsage? Usage { get; set; }

    public List<OpenAIToolCallFragment> ToolCalls { get; } = [];

    /// <summary>Where the text that was read last stands in the document, after its opening quote; negative when there's none in one piece.</summary>
    public int TextStart { get; set; }

    /// <summary>That text's length as it stands in the document.</summary>
    public int TextLength { get; set; }

    /// <summary>Whether that text is reasoning or content.</summary>
    public bool TextIsReasoning { get; set; }

    public void Clear()
    {
        Index = 0;
        Role = Content = Reasoning = Refusal = FinishReason = null;
        Usage = null;
        ToolCalls.Clear();
        TextStart = -1;
        TextLength = 0;
        TextIsReasoning = false;
    }
}
