using System;

namespace StreamPS.Protocols;

/// <summary>
/// Turns the events of Anthropic's Messages into deltas. The stream ends with <c>message_stop</c>. The finish reason comes before it and is
/// handed out at once; the token counts are running totals, so they are handed out once, at the end.
/// </summary>
internal sealed class AnthropicDecoder : FrameDecoder<AnthropicFrame>
{
    private readonly AnthropicToolCalls _toolCalls = new();
    private readonly FirstRole _role = new();
    private string? _finishReason;

    protected override void AddFrame(ReadOnlySpan<byte> type, DecodedStream output)
    {
        // The type in the JSON wins over the event's name.
        var kind = Frame.Event == AnthropicEvent.None ? AnthropicNames.ReadEvent(type) : Frame.Event;
        Frame.HasError |= kind == AnthropicEvent.Error;
        if (Frame.HasError || kind is AnthropicEvent.None or AnthropicEvent.Other)
            return;

        var block = Frame.Block;
        output.HasBegun |= kind != AnthropicEvent.MessageStop;
        switch (kind)
        {
            case AnthropicEvent.MessageStart:
                AddMessage(output);
                break;
            case AnthropicEvent.Message:
                AddMessage(output);
                End(output);
                break;
            case AnthropicEvent.ContentBlockStart when block.Kind == AnthropicBlockKind.ToolUse:
                AddToolCall(_toolCalls.Begin(Frame.Index, block.Id, block.Name, block.Input), output);
                break;
            case AnthropicEvent.ContentBlockDelta when block.Kind == AnthropicBlockKind.InputJson:
                AddToolCall(_toolCalls.Append(Frame.Index, block.PartialJson), output);
                break;
            case AnthropicEvent.ContentBlockStart or AnthropicEvent.ContentBlockDelta:
                AddText(block, output);
                break;
            case AnthropicEvent.ContentBlockStop:
                AddToolCall(_toolCalls.End(Frame.Index), output);
                break;
            case AnthropicEvent.MessageDelta:
                AddFinish(block.StopReason, block.Explanation, output);
                break;
            case AnthropicEvent.MessageStop:
                End(output);
                break;
        }
    }

    protected override FrameText? GetText() => Frame.Event == AnthropicEvent.ContentBlockDelta && Frame.Block.ReasoningSignature is null
        ? FrameText.Of(Frame.Block.Content, Frame.Block.Reasoning)
        : null;

    private void AddMessage(DecodedStream output)
    {
        _role.Read(Frame.Role);
        for (int i = 0; i < Frame.Content.Count; i++)
        {
            var block = Frame.Content[i];
            AddText(block, output);
            if (block.Kind == AnthropicBlockKind.ToolUse)
            {
                AddToolCall(_toolCalls.Begin(i, block.Id, block.Name, block.Input), output);
                AddToolCall(_toolCalls.End(i), output);
            }
        }

        AddFinish(Frame.StopReason, explanation: null, output);
    }

    private void AddText(AnthropicBlock block, DecodedStream output)
    {
        if (block.Content is not null || block.Reasoning is not null || block.ReasoningSignature is not null)
            output.Add(new ChatDelta { Role = _role.Take(), Content = block.Content, Reasoning = block.Reasoning, ReasoningSignature = block.ReasoningSignature });
    }

    private void AddToolCall(ToolCallDelta? call, DecodedStream output)
    {
        if (call is not null)
            output.Add(new ChatDelta { Role = _role.Take(), ToolCall = call });
    }

    private void AddFinish(string? reason, string? explanation, DecodedStream output)
    {
        if (string.IsNullOrEmpty(reason) || reason == _finishReason)
            return;

        _finishReason = reason;
        foreach (int block in _toolCalls.GetOpenBlocks())
            AddToolCall(_toolCalls.End(block), output);
        output.Add(new ChatDelta
        {
            Role = _role.Take(),
            Refusal = explanation.OrNull(),
            FinishReason = AnthropicNames.ReadFinishReason(reason),
            FinishReasonText = reason,
        });
    }

    private void End(DecodedStream output)
    {
        output.HasEnded = true;
        if (Frame.Usage.ToUsage() is { } usage)
            output.Add(new ChatDelta { Usage = usage });
    }
}
