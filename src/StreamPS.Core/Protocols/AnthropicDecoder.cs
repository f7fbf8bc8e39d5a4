using System;
using System.Text;
using System.Text.Json;
using StreamPS.Transport;

namespace StreamPS.Protocols;

/// <summary>
/// Turns the events of Anthropic's Messages into deltas. The stream ends with <c>message_stop</c>. The finish reason comes before it and is
/// handed out at once; the token counts are running totals, so they are handed out once, at the end.
/// </summary>
internal sealed class AnthropicDecoder : ChatDecoder
{
    private readonly AnthropicFrame _frame = new();
    private readonly AnthropicToolCalls _toolCalls = new();
    private readonly FrameTemplate _template = new();
    private bool _templateIsThinking;
    private string? _role;
    private bool _roleTaken;
    private string? _finishReason;

    public override void Decode(StreamEvent streamEvent, DecodedStream output)
    {
        var frame = streamEvent.Data;
        if (_template.TryMatch(frame, out var text) && !text.IsEmpty)
            AddTemplateText(text, output);
        else if (streamEvent.Type.SequenceEqual("error"u8))
            output.Error = ServiceErrorReader.Read(frame);
        else
            DecodeFrame(streamEvent.Type, frame, output);
    }

    public override void DecodeDocument(ReadOnlySpan<byte> body, DecodedStream output) => DecodeFrame(type: default, body, output);

    private void AddTemplateText(ReadOnlySpan<byte> text, DecodedStream output)
    {
        string decoded = Encoding.UTF8.GetString(text);
        output.Add(_templateIsThinking ? new ChatDelta { Reasoning = decoded } : new ChatDelta { Content = decoded });
    }

    private void DecodeFrame(ReadOnlySpan<byte> type, ReadOnlySpan<byte> frame, DecodedStream output)
    {
        // Relays that come from other formats add it. It isn't this format's end.
        int position = JsonSpace.Skip(frame, 0);
        if (frame.Slice(position).StartsWith("[DONE]"u8))
            return;

        while (position < frame.Length && output.Error is null && !output.HasEnded)
        {
            var document = frame.Slice(position);
            var reader = new Utf8JsonReader(document);
            AnthropicFrameReader.Read(ref reader, _frame);
            int length = (int)reader.BytesConsumed;
            if (_frame.Event == AnthropicEvent.None)
                _frame.Event = AnthropicNames.ReadEvent(type);
            else if (position + length == frame.Length)
                RememberTemplate(frame, position);

            if (_frame.IsError || _frame.Event == AnthropicEvent.Error)
                output.Error = ServiceErrorReader.Read(document.Slice(0, length));
            else
                AddFrame(output);
            position = JsonSpace.Skip(frame, position + length);
        }
    }

    private void AddFrame(DecodedStream output)
    {
        if (_frame.Event is AnthropicEvent.None or AnthropicEvent.Other)
            return;

        var block = _frame.Block;
        output.HasBegun |= _frame.Event != AnthropicEvent.MessageStop;
        switch (_frame.Event)
        {
            case AnthropicEvent.MessageStart:
                AddMessage(output);
                break;
            case AnthropicEvent.Message:
                AddMessage(output);
                End(output);
                break;
            case AnthropicEvent.ContentBlockStart when block.Kind == AnthropicBlockKind.ToolUse:
                AddToolCall(_toolCalls.Begin(_frame.Index, block.Id, block.Name, block.Input), output);
                break;
            case AnthropicEvent.ContentBlockDelta when block.Kind == AnthropicBlockKind.InputJson:
                AddToolCall(_toolCalls.Append(_frame.Index, block.PartialJson), output);
                break;
            case AnthropicEvent.ContentBlockStart or AnthropicEvent.ContentBlockDelta:
                AddText(block, output);
                break;
            case AnthropicEvent.ContentBlockStop:
                AddToolCall(_toolCalls.End(_frame.Index), output);
                break;
            case AnthropicEvent.MessageDelta:
                AddFinish(block.StopReason, block.Explanation, output);
                break;
            case AnthropicEvent.MessageStop:
                End(output);
                break;
        }
    }

    private void AddMessage(DecodedStream output)
    {
        output.Id ??= NullIfEmpty(_frame.Id);
        output.Model ??= NullIfEmpty(_frame.Model);
        _role ??= NullIfEmpty(_frame.Role);
        for (int i = 0; i < _frame.Content.Count; i++)
        {
            var block = _frame.Content[i];
            AddText(block, output);
            if (block.Kind == AnthropicBlockKind.ToolUse)
            {
                AddToolCall(_toolCalls.Begin(i, block.Id, block.Name, block.Input), output);
                AddToolCall(_toolCalls.End(i), output);
            }
        }

        AddFinish(_frame.StopReason, explanation: null, output);
    }

    private void AddText(AnthropicBlock block, DecodedStream output)
    {
        string? content = block.Kind == AnthropicBlockKind.Text ? NullIfEmpty(block.Text) : null;
        string? reasoning = block.Kind == AnthropicBlockKind.Thinking ? NullIfEmpty(block.Thinking) : null;
        string? signature = ReadSignature(block);
        if (content is not null || reasoning is not null || signature is not null)
            output.Add(new ChatDelta { Role = TakeRole(), Content = content, Reasoning = reasoning, ReasoningSignature = signature });
    }

    private static string? ReadSignature(AnthropicBlock block) => block.Kind switch
    {
        AnthropicBlockKind.Thinking => NullIfEmpty(block.Signature),
        AnthropicBlockKind.RedactedThinking when !string.IsNullOrEmpty(block.Data) => AnthropicNames.RedactedPrefix + block.Data,
        _ => null,
    };

    private void AddToolCall(ToolCallDelta? call, DecodedStream output)
    {
        if (call is not null)
            output.Add(new ChatDelta { Role = TakeRole(), ToolCall = call });
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
            Role = TakeRole(),
            Refusal = NullIfEmpty(explanation),
            FinishReason = AnthropicNames.ReadFinishReason(reason),
            FinishReasonText = reason,
        });
    }

    private void End(DecodedStream output)
    {
        output.HasEnded = true;
        if (_frame.Usage.ToUsage() is { } usage)
            output.Add(new ChatDelta { Usage = usage });
    }

    private void RememberTemplate(ReadOnlySpan<byte> frame, int documentStart)
    {
        var block = _frame.Block;
        bool hasText = !string.IsNullOrEmpty(block.Text);
        bool hasThinking = !string.IsNullOrEmpty(block.Thinking);
        bool isText = block.Kind == AnthropicBlockKind.Text && hasText && !hasThinking;
        bool isThinking = block.Kind == AnthropicBlockKind.Thinking && hasThinking && !hasText && string.IsNullOrEmpty(block.Signature);
        if (_frame.Event != AnthropicEvent.ContentBlockDelta || _frame.IsError || block.TextStart < 0 || !(isText || isThinking))
            return;

        _template.Remember(frame, documentStart + block.TextStart, block.TextLength);
        _templateIsThinking = isThinking;
    }

    private ChatRole? TakeRole()
    {
        if (_roleTaken)
            return null;

        _roleTaken = true;
        return OpenAINames.ReadRole(_role);
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
