using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using StreamPS.Transport;

namespace StreamPS.Protocols;

/// <summary>
/// Turns the frames of DashScope's own format into deltas. There is no end marker: the reply is whole when each choice has a finish reason
/// other than the string <c>null</c>. Token counts come with every frame as running totals and go out with the last one.
/// </summary>
internal sealed class DashScopeDecoder : ChatDecoder
{
    private readonly int _choiceCount;
    private readonly DashScopeFrame _frame = new();
    private readonly Dictionary<int, DashScopeChoice> _choices = [];

    private readonly CountedFrameTemplate _template = new();
    private int _templateIndex;
    private bool _templateIsReasoning;

    /// <summary>Makes a decoder.</summary>
    /// <param name="choiceCount">How many replies were asked for: one may be whole before the next begins.</param>
    public DashScopeDecoder(int choiceCount = 1)
    {
        _choiceCount = choiceCount;
    }

    public override void Decode(StreamEvent streamEvent, DecodedStream output)
    {
        var frame = streamEvent.Data;
        if (streamEvent.Type.SequenceEqual("error"u8))
            Fail(frame, output);
        else if (_template.TryMatch(frame, out var text) && !text.IsEmpty)
            AddTemplateText(text, output);
        else
            DecodeFrame(frame, output);
    }

    public override void DecodeDocument(ReadOnlySpan<byte> body, DecodedStream output)
    {
        DecodeFrame(body, output);
        Release(output);
        output.HasEnded = output.HasBegun;
    }

    public override void Release(DecodedStream output)
    {
        foreach (var choice in _choices.Values)
            choice.Release(output);
        // Fewer replies than were asked for are all there is, if the stream ends behind them.
        output.HasEnded |= output.Error is null && AreFinished();
    }

    private void AddTemplateText(ReadOnlySpan<byte> text, DecodedStream output)
    {
        string decoded = Encoding.UTF8.GetString(text);
        output.Add(_templateIsReasoning
            ? new ChatDelta { Reasoning = decoded, Index = _templateIndex }
            : new ChatDelta { Content = decoded, Index = _templateIndex });
    }

    private void DecodeFrame(ReadOnlySpan<byte> frame, DecodedStream output)
    {
        // Gateways that come from other formats add it. It isn't this format's end.
        int position = JsonSpace.Skip(frame, 0);
        if (frame.Slice(position).StartsWith("[DONE]"u8))
            return;

        while (position < frame.Length && output.Error is null && !output.HasEnded)
        {
            var document = frame.Slice(position);
            var reader = new Utf8JsonReader(document);
            DashScopeFrameReader.Read(ref reader, _frame);
            int length = (int)reader.BytesConsumed;
            bool isAlone = position == 0 && length == frame.Length;

            AddFrame(output);
            if (_frame.HasError || (!string.IsNullOrEmpty(_frame.Code) && !_frame.HasOutput))
                Fail(document.Slice(0, length), output);
            else if (isAlone)
                RememberTemplate(frame);
            position = JsonSpace.Skip(frame, position + length);
        }
    }

    private void AddFrame(DecodedStream output)
    {
        output.HasBegun |= _frame.HasOutput;
        output.Id ??= _frame.RequestId;
        for (int i = 0; i < _frame.ChoiceCount; i++)
        {
            var choice = _frame.GetChoice(i);
            if (!_choices.TryGetValue(choice.Index, out var state))
                _choices.Add(choice.Index, state = new DashScopeChoice(choice.Index));
            state.Add(choice, _frame.Usage, output);
        }

        output.HasEnded |= _choices.Count >= _choiceCount && AreFinished();
    }

    private bool AreFinished()
    {
        foreach (var choice in _choices.Values)
        {
            if (!choice.IsFinished)
                return false;
        }

        return _choices.Count > 0;
    }

    // What's still held back belongs to the text so far.
    private void Fail(ReadOnlySpan<byte> error, DecodedStream output)
    {
        Release(output);
        output.Error = ServiceErrorReader.Read(error);
    }

    private void RememberTemplate(ReadOnlySpan<byte> frame)
    {
        if (_frame.ChoiceCount != 1)
            return;

        var choice = _frame.GetChoice(0);
        bool hasContent = !string.IsNullOrEmpty(choice.Content);
        bool hasReasoning = !string.IsNullOrEmpty(choice.Reasoning);
        bool isOneText = hasContent != hasReasoning && choice.TextStart >= 0 && choice.ToolCalls.Count == 0 && choice.FinishReason is null;
        var numbers = _frame.Usage.Numbers;
        bool isCountedBehind = numbers.Count == 0 || numbers[0].Start > choice.TextStart;
        var state = _choices[choice.Index];
        bool isIncremental = hasReasoning ? state.Reasoning.IsIncremental : state.Content.IsIncremental;
        if (!isOneText || !isCountedBehind || !isIncremental)
            return;

        _template.Remember(frame, choice.TextStart, choice.TextLength, numbers);
        _templateIndex = choice.Index;
        _templateIsReasoning = hasReasoning;
    }
}
