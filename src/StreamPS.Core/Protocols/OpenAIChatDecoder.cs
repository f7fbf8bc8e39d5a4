using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using StreamPS.Transport;

namespace StreamPS.Protocols;

/// <summary>
/// Turns the chunks of OpenAI-compatible chat completions into deltas. The stream ends with <c>[DONE]</c> and with nothing else:
/// so says Moonshot's guide, and without it a reply isn't whole even after a finish reason.
/// </summary>
internal sealed class OpenAIChatDecoder : ChatDecoder
{
    private readonly bool _mayBeCumulative;
    private readonly OpenAIChunk _chunk = new();
    private readonly Dictionary<int, ChoiceState> _states = [];

    private readonly FrameTemplate _template = new();
    private int _templateIndex;
    private bool _templateIsReasoning;

    /// <summary>Makes a decoder.</summary>
    /// <param name="mayBeCumulative">Whether each frame may have everything so far: some of DashScope's paths do that.</param>
    public OpenAIChatDecoder(bool mayBeCumulative = false)
    {
        _mayBeCumulative = mayBeCumulative;
    }

    public override void Decode(StreamEvent streamEvent, DecodedStream output)
    {
        var frame = streamEvent.Data;
        // An empty text may mean that the same text under another name counts, so the parser has to look.
        if (_template.TryMatch(frame, out var text) && !text.IsEmpty)
            AddText(text, output);
        else if (streamEvent.Type.SequenceEqual("error"u8))
            output.Error = ServiceErrorReader.Read(frame);
        else
            DecodeFrame(frame, output);
    }

    public override void DecodeDocument(ReadOnlySpan<byte> body, DecodedStream output)
    {
        DecodeFrame(body, output);
        output.HasEnded = output.HasBegun;
    }

    public override void Release(DecodedStream output)
    {
        foreach (var state in _states)
        {
            string? content = NullIfEmpty(state.Value.Content?.End());
            string? reasoning = NullIfEmpty(state.Value.Reasoning?.End());
            if (content is not null || reasoning is not null)
                output.Add(new ChatDelta { Index = state.Key, Content = content, Reasoning = reasoning });
        }
    }

    private void AddText(ReadOnlySpan<byte> text, DecodedStream output)
    {
        string decoded = Encoding.UTF8.GetString(text);
        output.Add(_templateIsReasoning
            ? new ChatDelta { Reasoning = decoded, Index = _templateIndex }
            : new ChatDelta { Content = decoded, Index = _templateIndex });
    }

    private void DecodeFrame(ReadOnlySpan<byte> frame, DecodedStream output)
    {
        int start = SkipWhiteSpace(frame, 0);
        int position = start;

        // Some services put two documents into one event, or forget the blank line before the end marker.
        while (position < frame.Length && output.Error is null)
        {
            var document = frame.Slice(position);
            if (document.StartsWith("[DONE]"u8))
            {
                output.HasEnded = true;
                return;
            }

            var reader = new Utf8JsonReader(document);
            OpenAIChunkReader.Read(ref reader, _chunk);
            int length = (int)reader.BytesConsumed;
            bool isAlone = position == start && position + length == frame.Length;

            AddChunk(output);
            if (_chunk.IsError)
                output.Error = ServiceErrorReader.Read(document.Slice(0, length));
            else if (isAlone)
                RememberTemplate(frame, position);

            position = SkipWhiteSpace(frame, position + length);
        }
    }

    private void AddChunk(DecodedStream output)
    {
        output.HasBegun |= _chunk.HasChoices;
        output.Id ??= NullIfEmpty(_chunk.Id);
        output.Model ??= NullIfEmpty(_chunk.Model);
        _chunk.IsIdentified = output.Id is not null && output.Model is not null;

        // OpenAI's last chunk has usage and no choices.
        if (_chunk.ChoiceCount == 0 && _chunk.Usage is not null)
            output.Add(new ChatDelta { Usage = _chunk.Usage });

        for (int i = 0; i < _chunk.ChoiceCount; i++)
        {
            var choice = _chunk.GetChoice(i);
            bool isLast = i == _chunk.ChoiceCount - 1;
            AddChoice(choice, choice.Usage ?? (isLast ? _chunk.Usage : null), output);
            if (choice.FinishReason == "error")
                _chunk.IsError = true;
        }
    }

    private void AddChoice(OpenAIChunkChoice choice, ChatUsage? usage, DecodedStream output)
    {
        if (!_states.TryGetValue(choice.Index, out var state))
            _states.Add(choice.Index, state = new ChoiceState(_mayBeCumulative));
        state.Role ??= NullIfEmpty(choice.Role);

        bool isLastFrame = choice.FinishReason is not null;
        string? content = Take(state.Content, choice.Content, isLastFrame);
        string? reasoning = Take(state.Reasoning, choice.Reasoning, isLastFrame);
        string? refusal = NullIfEmpty(choice.Refusal);
        int calls = choice.ToolCalls.Count;
        bool isEmpty = content is null && reasoning is null && refusal is null && calls == 0;
        if (isEmpty && choice.FinishReason is null && usage is null)
            return;

        // A delta has room for one tool call; what comes with several is spread: texts with the first, the end with the last.
        for (int call = 0; call < Math.Max(1, calls); call++)
        {
            bool isFirst = call == 0;
            bool isLast = call >= calls - 1;
            output.Add(new ChatDelta
            {
                Index = choice.Index,
                Role = state.TakeRole(),
                Content = isFirst ? content : null,
                Reasoning = isFirst ? reasoning : null,
                Refusal = isFirst ? refusal : null,
                ToolCall = call < calls ? state.Assign(choice.ToolCalls[call]) : null,
                FinishReason = isLast ? OpenAINames.ReadFinishReason(choice.FinishReason) : null,
                FinishReasonText = isLast ? choice.FinishReason : null,
                Usage = isLast ? usage : null,
            });
        }
    }

    private void RememberTemplate(ReadOnlySpan<byte> frame, int documentStart)
    {
        if (_chunk.ChoiceCount != 1 || _chunk.Usage is not null)
            return;

        var choice = _chunk.GetChoice(0);
        bool hasContent = !string.IsNullOrEmpty(choice.Content);
        bool hasReasoning = !string.IsNullOrEmpty(choice.Reasoning);
        bool isSettled = !_mayBeCumulative || (hasReasoning ? _states[choice.Index].Reasoning : _states[choice.Index].Content)!.IsIncremental;
        bool isOneText = isSettled && hasContent != hasReasoning && choice.TextStart >= 0 && choice.TextIsReasoning == hasReasoning && string.IsNullOrEmpty(choice.Refusal);
        if (!isOneText || choice.ToolCalls.Count > 0 || choice.FinishReason is not null || choice.Usage is not null)
            return;

        _template.Remember(frame, documentStart + choice.TextStart, choice.TextLength);
        _templateIndex = choice.Index;
        _templateIsReasoning = hasReasoning;
    }

    // The last frame may repeat the text in its reading as everything so far, and ends what is held back.
    private static string? Take(CumulativeText? text, string? value, bool isLastFrame)
    {
        if (text is null)
            return NullIfEmpty(value);

        string taken = string.IsNullOrEmpty(value) ? "" : text.Take(value!, mayRepeat: isLastFrame);
        return NullIfEmpty(isLastFrame ? taken + text.End() : taken);
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static int SkipWhiteSpace(ReadOnlySpan<byte> bytes, int position)
    {
        while (position < bytes.Length && bytes[position] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            position++;
        return position;
    }

    private sealed class ChoiceState
    {
        private readonly ToolCallSlots _toolCalls = new();
        private bool _roleTaken;

        public ChoiceState(bool mayBeCumulative)
        {
            if (!mayBeCumulative)
                return;

            Content = new CumulativeText();
            Reasoning = new CumulativeText();
        }

        /// <summary>The state of the content, where it may be cumulative; otherwise null.</summary>
        public CumulativeText? Content { get; }

        /// <summary>The state of the reasoning, where it may be cumulative; otherwise null.</summary>
        public CumulativeText? Reasoning { get; }

        public string? Role { get; set; }

        public ChatRole? TakeRole()
        {
            if (_roleTaken)
                return null;

            _roleTaken = true;
            return OpenAINames.ReadRole(Role);
        }

        public ToolCallDelta Assign(OpenAIToolCallFragment call) =>
            _toolCalls.Assign(call.Index, call.Id, call.Name, call.Arguments ?? "");
    }
}
