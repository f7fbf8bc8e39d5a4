using System.Collections.Generic;

namespace StreamPS.Protocols;

/// <summary>What one frame says of one candidate.</summary>
internal sealed class GeminiCandidate : IReusable
{
    public int Index { get; set; }

    public string? Content { get; set; }

    public string? Reasoning { get; set; }

    public string? FinishReason { get; set; }

    /// <summary>The service's words about the end.</summary>
    public string? FinishMessage { get; set; }

    /// <summary>The calls, each of them whole.</summary>
    public List<GeminiCall> Calls { get; } = [];

    public void Clear()
    {
        Index = 0;
        Content = Reasoning = FinishReason = FinishMessage = null;
        Calls.Clear();
    }
}
