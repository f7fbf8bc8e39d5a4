using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>
/// Turns the events of OpenAI's Responses into deltas. The stream ends with <c>response.completed</c>, <c>response.incomplete</c> or
/// <c>response.failed</c>. Everything is sent twice, in pieces and then whole; what comes whole counts where no pieces came.
/// </summary>
internal sealed class ResponsesDecoder : FrameDecoder<ResponsesFrame>
{
    private readonly ResponsesCalls _calls = new();
    private readonly HashSet<int> _itemsInPieces = [];
    private readonly FirstRole _role = new();

    public override void DecodeDocument(ReadOnlySpan<byte> body, DecodedStream output)
    {
        var reply = Frame.Reply;
        var reader = new Utf8JsonReader(body);
        reader.Read();
        reply.Clear();
        ResponsesReplyReader.Read(ref reader, body, reply);
        if (!reply.HasOutput)
            base.DecodeDocument(body, output);
        else if (reply.Error is not null || reply.Status == "failed")
            AddFailure(output);
        else if (reply.Status is not ("queued" or "in_progress"))
            End(reply.Status ?? "completed", output);
    }

    protected override void AddFrame(ReadOnlySpan<byte> type, DecodedStream output)
    {
        // The type in the JSON wins over the event's name.
        var kind = Frame.Event == ResponsesEvent.None ? ResponsesNames.ReadEvent(type) : Frame.Event;
        Frame.HasError |= kind == ResponsesEvent.Error || (kind == ResponsesEvent.None && Frame.HasMessage);
        if (Frame.HasError || kind is ResponsesEvent.None or ResponsesEvent.Other)
            return;

        output.HasBegun = true;
        output.Id ??= Frame.Reply.Id.OrNull();
        output.Model ??= Frame.Reply.Model.OrNull();
        switch (kind)
        {
            case ResponsesEvent.TextDelta or ResponsesEvent.ReasoningDelta or ResponsesEvent.RefusalDelta when !string.IsNullOrEmpty(Frame.Delta):
                _itemsInPieces.Add(Frame.OutputIndex ?? 0);
                AddText(GetTextKind(kind), Frame.Delta, output);
                break;
            case ResponsesEvent.ArgumentsDelta:
                AddCall(_calls.Append(Frame.OutputIndex, Frame.Delta), output);
                break;
            case ResponsesEvent.ItemAdded when Frame.Item.IsCall:
                AddCall(_calls.Begin(Frame.OutputIndex, Frame.Item), output);
                break;
            case ResponsesEvent.ItemDone:
                AddWhole(Frame.OutputIndex, Frame.Item, output);
                break;
            case ResponsesEvent.Completed:
                End("completed", output);
                break;
            case ResponsesEvent.Incomplete:
                End("incomplete", output);
                break;
            case ResponsesEvent.Failed:
                AddFailure(output);
                break;
        }
    }

    protected override FrameText? GetText() =>
        Frame.Event is ResponsesEvent.TextDelta or ResponsesEvent.ReasoningDelta or ResponsesEvent.RefusalDelta && !string.IsNullOrEmpty(Frame.Delta)
            ? new FrameText(GetTextKind(Frame.Event))
            : null;

    private static FrameTextKind GetTextKind(ResponsesEvent kind) => kind switch
    {
        ResponsesEvent.TextDelta => FrameTextKind.Content,
        ResponsesEvent.ReasoningDelta => FrameTextKind.Reasoning,
        _ => FrameTextKind.Refusal,
    };

    private void AddText(FrameTextKind kind, string? text, DecodedStream output)
    {
        if (string.IsNullOrEmpty(text))
            return;

        output.Add(new ChatDelta
        {
            Role = _role.Take(),
            Content = kind == FrameTextKind.Content ? text : null,
            Reasoning = kind == FrameTextKind.Reasoning ? text : null,
            Refusal = kind == FrameTextKind.Refusal ? text : null,
        });
    }

    private void AddCall(ToolCallDelta? call, DecodedStream output)
    {
        if (call is not null)
            output.Add(new ChatDelta { Role = _role.Take(), ToolCall = call });
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
            AddText(item.IsReasoning ? FrameTextKind.Reasoning : FrameTextKind.Content, part.Text, output);
            AddText(FrameTextKind.Refusal, part.Refusal, output);
        }
    }

    private void End(string status, DecodedStream output)
    {
        var reply = Frame.Reply;
        output.HasBegun = true;
        output.Id ??= reply.Id.OrNull();
        output.Model ??= reply.Model.OrNull();

        // Positions in the whole output aren't always those of the stream, so that it counts only where nothing came before.
        bool isAllNew = output.Count == 0;
        for (int i = 0; isAllNew && i < reply.Output.Count; i++)
            AddWhole(i, reply.Output[i], output);
        foreach (var call in _calls.End())
            AddCall(call, output);

        output.Add(new ChatDelta
        {
            Role = _role.Take(),
            FinishReason = ResponsesNames.ReadFinishReason(status, reply.IncompleteReason, hasToolCalls: _calls.Count > 0),
            FinishReasonText = reply.IncompleteReason.OrNull() ?? status,
            Usage = reply.Usage,
        });
        output.HasEnded = true;
    }

    private void AddFailure(DecodedStream output)
    {
        var reply = Frame.Reply;
        if (reply.Usage is not null)
            output.Add(new ChatDelta { Usage = reply.Usage });
        output.Error = reply.Error is null ? new ServiceError(message: null, code: null) : ServiceErrorReader.Read(Encoding.UTF8.GetBytes(reply.Error));
    }
}
