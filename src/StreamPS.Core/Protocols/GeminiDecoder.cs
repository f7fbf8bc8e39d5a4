using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using StreamPS.Transport;

namespace StreamPS.Protocols;

/// <summary>
/// Turns Gemini's frames into deltas. There is no end marker: the reply is whole when each candidate has a finish reason, or when the prompt
/// was blocked. Token counts come with every frame and are handed out once, at the end.
/// </summary>
internal sealed class GeminiDecoder : ChatDecoder
{
    private readonly int _candidateCount;
    private readonly GeminiFrame _frame = new();
    private readonly Dictionary<int, CandidateState> _states = [];
    private int _unfinished;
    private readonly FramePattern _pattern = new();
    private int _patternIndex;
    private bool _patternIsReasoning;

    /// <summary>Makes a decoder.</summary>
    /// <param name="candidateCount">How many replies were asked for: one may be whole before the next begins.</param>
    public GeminiDecoder(int candidateCount = 1)
    {
        _candidateCount = candidateCount;
    }

    public override void Decode(StreamEvent streamEvent, DecodedStream output)
    {
        var frame = streamEvent.Data;
        if (_pattern.TryMatch(frame, out var text))
            AddPatternText(text, output);
        else if (streamEvent.Type.SequenceEqual("error"u8))
            output.Error = ServiceErrorReader.Read(frame);
        else
            DecodeFrames(frame, output);
    }

    /// <summary>Decodes a body that isn't an event stream: one response, or a list of them, which is what the service sends if <c>alt=sse</c> gets lost.</summary>
    public override void DecodeDocument(ReadOnlySpan<byte> body, DecodedStream output)
    {
        var reader = new Utf8JsonReader(body);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            DecodeFrames(body, output);
        }
        else
        {
            while (output.Error is null && !output.HasEnded && reader.ReadElement())
            {
                int start = (int)reader.TokenStartIndex;
                reader.Skip();
                DecodeFrames(body.Slice(start, (int)reader.BytesConsumed - start), output);
            }
        }

        if (output.HasBegun && !output.HasEnded && output.Error is null)
            End(output);
    }

    private void AddPatternText(ReadOnlySpan<byte> text, DecodedStream output)
    {
        _frame.Usage.Read(_pattern);
        if (text.IsEmpty)
            return;

        string decoded = Encoding.UTF8.GetString(text);
        output.Add(_patternIsReasoning
            ? new ChatDelta { Reasoning = decoded, Index = _patternIndex }
            : new ChatDelta { Content = decoded, Index = _patternIndex });
    }

    private void DecodeFrames(ReadOnlySpan<byte> frame, DecodedStream output)
    {
        int position = JsonSpace.Skip(frame, 0);
        while (position < frame.Length && output.Error is null && !output.HasEnded)
        {
            // Gateways that come from other formats add it. It isn't this format's end.
            var document = frame.Slice(position);
            if (document.StartsWith("[DONE]"u8))
                return;

            int length = GeminiFrameReader.Read(document, _frame);
            AddFrame(output);
            if (_frame.HasError)
                output.Error = ServiceErrorReader.Read(document.Slice(0, length));
            else if (position == 0 && length == frame.Length)
                RememberPattern(frame);
            position = JsonSpace.Skip(frame, position + length);
        }
    }

    private void AddFrame(DecodedStream output)
    {
        output.HasBegun |= _frame.IsReply;
        output.Id = _frame.Id;
        output.Model = _frame.Model;
        for (int i = 0; i < _frame.CandidateCount; i++)
            AddCandidate(_frame.GetCandidate(i), output);

        bool isBlocked = !string.IsNullOrEmpty(_frame.BlockReason);
        if (isBlocked)
            AddBlock(output);
        if (isBlocked || (_states.Count >= _candidateCount && _unfinished == 0))
            End(output);
    }

    // Fewer replies than were asked for are all there is, if the stream ends behind them.
    public override void Release(DecodedStream output)
    {
        if (_states.Count > 0 && _unfinished == 0)
            End(output);
    }

    private void AddCandidate(GeminiCandidate candidate, DecodedStream output)
    {
        if (!_states.TryGetValue(candidate.Index, out var state))
        {
            _states.Add(candidate.Index, state = new CandidateState());
            _unfinished++;
        }

        string? content = NullIfEmpty(candidate.Content);
        string? reasoning = NullIfEmpty(candidate.Reasoning);
        if (content is not null || reasoning is not null)
            output.Add(new ChatDelta { Index = candidate.Index, Role = state.TakeRole(), Content = content, Reasoning = reasoning });
        foreach (var call in candidate.Calls)
            output.Add(new ChatDelta { Index = candidate.Index, Role = state.TakeRole(), ToolCall = state.Begin(call) });
        if (string.IsNullOrEmpty(candidate.FinishReason) || state.IsFinished)
            return;

        var reason = GeminiNames.ReadFinishReason(candidate.FinishReason!, state.CallCount > 0);
        state.IsFinished = true;
        _unfinished--;
        output.Add(new ChatDelta
        {
            Index = candidate.Index,
            Role = state.TakeRole(),
            Refusal = reason == ChatFinishReason.ContentFilter ? NullIfEmpty(candidate.FinishMessage) : null,
            FinishReason = reason,
            FinishReasonText = candidate.FinishReason,
        });
    }

    private void AddBlock(DecodedStream output) => output.Add(new ChatDelta
    {
        Role = ChatRole.Assistant,
        Refusal = NullIfEmpty(_frame.BlockMessage),
        FinishReason = ChatFinishReason.ContentFilter,
        FinishReasonText = _frame.BlockReason,
    });

    private void End(DecodedStream output)
    {
        output.HasEnded = true;
        if (_frame.Usage.ToUsage() is { } usage)
            output.Add(new ChatDelta { Usage = usage });
    }

    private void RememberPattern(ReadOnlySpan<byte> frame)
    {
        if (_frame.CandidateCount != 1)
            return;

        var candidate = _frame.GetCandidate(0);
        bool hasContent = !string.IsNullOrEmpty(candidate.Content);
        bool hasReasoning = !string.IsNullOrEmpty(candidate.Reasoning);
        bool isTextAlone = hasContent != hasReasoning && candidate.Calls.Count == 0 && candidate.FinishReason is null && _frame.BlockReason is null;
        if (!isTextAlone || !_pattern.Remember(frame, _frame.Holes))
            return;

        _patternIndex = candidate.Index;
        _patternIsReasoning = hasReasoning;
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private sealed class CandidateState
    {
        private bool _roleTaken;

        public bool IsFinished { get; set; }

        public int CallCount { get; private set; }

        public ChatRole? TakeRole()
        {
            if (_roleTaken)
                return null;

            _roleTaken = true;
            return ChatRole.Assistant;
        }

        public ToolCallDelta Begin(GeminiCall call)
        {
            int position = CallCount++;
            return new ToolCallDelta(position, string.IsNullOrEmpty(call.Id) ? $"call_{position}" : call.Id, call.Name, call.Arguments ?? "{}") { Signature = call.Signature };
        }
    }
}
