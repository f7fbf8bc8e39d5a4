using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using StreamPS.Transport;

namespace StreamPS.Protocols;

/// <summary>
/// Turns the events of OpenAI's Responses into deltas. The stream ends with <c>response.completed</c>, <c>response.incomplete</c> or
/// <c>response.failed</c>. Everything is sent twice, in pieces and then whole; what comes whole counts where no pieces came.
/// </summary>
internal sealed class ResponsesDecoder : ChatDecoder
{
    private readonly ResponsesFrame _frame = new();
    private readonly ResponsesCalls _calls = new();
    private readonly HashSet<int> _itemsInPieces = [];
    private readonly FramePattern _pattern = new();
    private ResponsesEvent _patternEvent;
    private bool _roleTaken;

    public override void Decode(StreamEvent streamEvent, DecodedStream output)
    {
        var frame = streamEvent.Data;
        if (_pattern.TryMatch(frame, out var text))
            AddText(_patternEvent, Encoding.UTF8.GetString(text), output);
        else if (streamEvent.Type.SequenceEqual("error"u8))
            output.Error = ServiceErrorReader.Read(frame);
        else
            DecodeFrame(streamEvent.Type, frame, output);
    }

    public override void DecodeDocument(ReadOnlySpan<byte> body, DecodedStream output)
    {
        var reply = _frame.Reply;
        var reader = new Utf8JsonReader(body);
        reader.Read();
        reply.Clear();
        ResponsesReplyReader.Read(ref reader, body, reply);
        if (!reply.HasOutput)
            DecodeFrame(type: default, body, output);
        else if (reply.Error is not null || reply.Status == "failed")
            Fail(output);
        else if (reply.Status is not ("queued" or "in_progress"))
            End(reply.Status ?? "completed", output);
    }

    private void DecodeFrame(ReadOnlySpan<byte> type, ReadOnlySpan<byte> frame, DecodedStream output)
    {
        int position = JsonSpace.Skip(frame, 0);
        while (position < frame.Length && output.Error is null && !output.HasEnded)
        {
            // Gateways that come from other formats add it. It isn't this format's end.
            var document = frame.Slice(position);
            if (document.StartsWith("[DONE]"u8))
                return;

            int length = ResponsesFrameReader.Read(document, _frame);
            bool isAlone = position == 0 && length == frame.Length;
            bool namesItself = _frame.Event != ResponsesEvent.None;
            if (!namesItself)
                _frame.Event = ResponsesNames.ReadEvent(type);

            if (_frame.HasError || _frame.Event == ResponsesEvent.Error || (_frame.Event == ResponsesEvent.None && _frame.HasMessage))
                output.Error = ServiceErrorReader.Read(document.Slice(0, length));
            else
                AddFrame(output);

            if (isAlone && namesItself)
                Remember(frame);
            position = JsonSpace.Skip(frame, position + length);
        }
    }

    private void Remember(ReadOnlySpan<byte> frame)
    {
        bool isText = _frame.Event is ResponsesEvent.TextDelta or ResponsesEvent.ReasoningDelta or ResponsesEvent.RefusalDelta;
        if (isText && !_frame.HasError && !string.IsNullOrEmpty(_frame.Delta) && _pattern.Remember(frame, _frame.Holes))
            _patternEvent = _frame.Event;
    }

    private void AddFrame(DecodedStream output)
    {
        if (_frame.Event is ResponsesEvent.None or ResponsesEvent.Other)
            return;

        output.HasBegun = true;
        output.Id ??= NullIfEmpty(_frame.Reply.Id);
        output.Model ??= NullIfEmpty(_frame.Reply.Model);
        switch (_frame.Event)
        {
            case ResponsesEvent.TextDelta or ResponsesEvent.ReasoningDelta or ResponsesEvent.RefusalDelta when !string.IsNullOrEmpty(_frame.Delta):
                _itemsInPieces.Add(_frame.OutputIndex ?? 0);
                AddText(_frame.Event, _frame.Delta!, output);
                break;
            case ResponsesEvent.ArgumentsDelta:
                AddCall(_calls.Append(_frame.OutputIndex, _frame.Delta), output);
                break;
            case ResponsesEvent.ItemAdded when _frame.Item.IsCall:
                AddCall(_calls.Begin(_frame.OutputIndex, _frame.Item), output);
                break;
            case ResponsesEvent.ItemDone:
                AddWhole(_frame.OutputIndex, _frame.Item, output);
                break;
            case ResponsesEvent.Completed:
                End("completed", output);
                break;
            case ResponsesEvent.Incomplete:
                End("incomplete", output);
                break;
            case ResponsesEvent.Failed:
                Fail(output);
                break;
        }
    }

    private void AddText(ResponsesEvent kind, string? text, DecodedStream output)
    {
        if (string.IsNullOrEmpty(text))
            return;

        output.Add(kind switch
        {
            ResponsesEvent.TextDelta => new ChatDelta { Role = TakeRole(), Content = text },
            ResponsesEvent.ReasoningDelta => new ChatDelta { Role = TakeRole(), Reasoning = text },
            _ => new ChatDelta { Role = TakeRole(), Refusal = text },
        });
    }

    private void AddCall(ToolCallDelta? call, DecodedStream output)
    {
        if (call is not null)
            output.Add(new ChatDelta { Role = TakeRole(), ToolCall = call });
    }

    private void AddWhole(int? outputIndex, ResponsesItem item, DecodedStream output)
    {
        if (item.IsCall)
        {
            AddCall(_calls.End(outputIndex, item), output);
            return;
        }

        if (!(item.IsMessage || item.IsReasoning) || !_itemsInPieces.Add(outputIndex ?? 0))
            return;

        foreach (var part in item.Parts)
        {
            AddText(item.IsReasoning ? ResponsesEvent.ReasoningDelta : ResponsesEvent.TextDelta, part.Text, output);
            AddText(ResponsesEvent.RefusalDelta, part.Refusal, output);
        }
    }

    private void End(string status, DecodedStream output)
    {
        var reply = _frame.Reply;
        output.HasBegun = true;
        output.Id ??= NullIfEmpty(reply.Id);
        output.Model ??= NullIfEmpty(reply.Model);

        // Positions in the whole output aren't always those of the stream, so that it counts only where nothing came before.
        bool isAllNew = output.Count == 0;
        for (int i = 0; isAllNew && i < reply.Output.Count; i++)
            AddWhole(i, reply.Output[i], output);
        foreach (var call in _calls.End())
            AddCall(call, output);

        output.Add(new ChatDelta
        {
            Role = TakeRole(),
            FinishReason = ResponsesNames.ReadFinishReason(status, reply.IncompleteReason, hasToolCalls: _calls.Count > 0),
            FinishReasonText = NullIfEmpty(reply.IncompleteReason) ?? status,
            Usage = reply.Usage,
        });
        output.HasEnded = true;
    }

    private void Fail(DecodedStream output)
    {
        var reply = _frame.Reply;
        if (reply.Usage is not null)
            output.Add(new ChatDelta { Usage = reply.Usage });
        output.Error = reply.Error is null ? new ServiceError(message: null, code: null) : ServiceErrorReader.Read(Encoding.UTF8.GetBytes(reply.Error));
    }

    private ChatRole? TakeRole()
    {
        if (_roleTaken)
            return null;

        _roleTaken = true;
        return ChatRole.Assistant;
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
