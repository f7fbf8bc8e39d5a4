using System;

namespace StreamPS.Protocols;

/// <summary>Turns the lines of Ollama's chat into deltas. The stream ends with the line that says <c>"done":true</c>.</summary>
internal sealed class OllamaDecoder : FrameDecoder<OllamaFrame>
{
    private readonly FirstRole _role = new();
    private int _callCount;

    protected override void AddFrame(ReadOnlySpan<byte> type, DecodedStream output)
    {
        output.HasBegun |= Frame.IsReply;
        _role.Read(Frame.Role);
        string? content = Frame.Content.OrNull();
        string? thinking = Frame.Thinking.OrNull();
        if (content is not null || thinking is not null)
            output.Add(new ChatDelta { Role = _role.Take(), Content = content, Reasoning = thinking });
        foreach (var call in Frame.Calls)
            AddCall(call, output);
        if (Frame.IsDone && !Frame.HasError)
            End(output);
    }

    protected override FrameText? GetText() => Frame.Calls.Count == 0 && !Frame.IsDone ? FrameText.Of(Frame.Content, Frame.Thinking) : null;

    private void AddCall(ToolCallFragment call, DecodedStream output)
    {
        if (string.IsNullOrEmpty(call.Name))
            return;

        int position = _callCount++;
        output.Add(new ChatDelta
        {
            Role = _role.Take(),
            ToolCall = new ToolCallDelta(position, call.Id.OrNull() ?? $"call_{position}", call.Name, call.Arguments.OrNull() ?? "{}"),
        });
    }

    private void End(DecodedStream output)
    {
        output.HasEnded = true;
        output.Add(new ChatDelta
        {
            Role = _role.Take(),
            FinishReason = ReadFinishReason(Frame.DoneReason),
            FinishReasonText = Frame.DoneReason,
            Usage = Frame.PromptCount is null && Frame.ReplyCount is null ? null : new ChatUsage(Frame.PromptCount ?? 0, Frame.ReplyCount ?? 0),
        });
    }

    // A model that calls functions stops in order to have them called.
    private ChatFinishReason ReadFinishReason(string? reason) => reason switch
    {
        "stop" => _callCount > 0 ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
        "length" => ChatFinishReason.Length,
        _ => ChatFinishReason.Unknown,
    };
}
