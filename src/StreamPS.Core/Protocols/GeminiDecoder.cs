using System;
using System.Collections.Generic;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>
/// Turns Gemini's frames into deltas. There is no end marker: the reply is whole when each candidate has a finish reason, or when the prompt
/// was blocked. Token counts come with every frame and are handed out once, at the end.
/// </summary>
internal sealed class GeminiDecoder : FrameDecoder<GeminiFrame>
{
    private readonly int _candidateCount;
    private readonly Dictionary<int, CandidateState> _states = [];
    private int _unfinished;

    /// <summary>Makes a decoder.</summary>
    /// <param name="candidateCount">How many replies were asked for: one may be whole before the next begins.</param>
    public GeminiDecoder(int candidateCount = 1)
    {
        _candidateCount = candidateCount;
    }

    /// <summary>Decodes a body that isn't an event stream: one response, or a list of them, which is what the service sends if <c>alt=sse</c> gets lost.</summary>
    public override void DecodeDocument(ReadOnlySpan<byte> body, DecodedStream output)
    {
        var reader = new Utf8JsonReader(body);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            base.DecodeDocument(body, output);
        }
        else
        {
            while (output.Error is null && !output.HasEnded && reader.ReadElement())
            {
                int start = (int)reader.TokenStartIndex;
                reader.Skip();
                base.DecodeDocument(body.Slice(start, (int)reader.BytesConsumed - start), output);
            }
        }

        if (output.HasBegun && !output.HasEnded && output.Error is null)
            End(output);
    }

    // Fewer replies than were asked for are all there is, if the stream ends behind them.
    public override void Release(DecodedStream output)
    {
        if (_states.Count > 0 && _unfinished == 0)
            End(output);
    }

    protected override void AddFrame(ReadOnlySpan<byte> type, DecodedStream output)
    {
        output.HasBegun |= Frame.IsReply;
        for (int i = 0; i < Frame.Candidates.Count; i++)
            AddCandidate(Frame.Candidates[i], output);

        bool isBlocked = !string.IsNullOrEmpty(Frame.BlockReason);
        if (isBlocked)
            AddBlock(output);
        if (isBlocked || (_states.Count >= _candidateCount && _unfinished == 0))
            End(output);
    }

    protected override FrameText? GetText()
    {
        if (Frame.Candidates.Count != 1 || Frame.BlockReason is not null)
            return null;

        var candidate = Frame.Candidates[0];
        return candidate.Calls.Count == 0 && candidate.FinishReason is null
            ? FrameText.Of(candidate.Content, candidate.Reasoning, index: candidate.Index)
            : null;
    }

    protected override void TakeNumbers(FramePattern pattern) => Frame.Usage.Read(pattern);

    private void AddCandidate(GeminiCandidate candidate, DecodedStream output)
    {
        if (!_states.TryGetValue(candidate.Index, out var state))
        {
            _states.Add(candidate.Index, state = new CandidateState());
            _unfinished++;
        }

        string? content = candidate.Content.OrNull();
        string? reasoning = candidate.Reasoning.OrNull();
        if (content is not null || reasoning is not null)
            output.Add(new ChatDelta { Index = candidate.Index, Role = state.Role.Take(), Content = content, Reasoning = reasoning });
        foreach (var call in candidate.Calls)
            output.Add(new ChatDelta { Index = candidate.Index, Role = state.Role.Take(), ToolCall = state.Begin(call) });
        if (string.IsNullOrEmpty(candidate.FinishReason) || state.IsFinished)
            return;

        var reason = GeminiNames.ReadFinishReason(candidate.FinishReason!, state.CallCount > 0);
        state.IsFinished = true;
        _unfinished--;
        output.Add(new ChatDelta
        {
            Index = candidate.Index,
            Role = state.Role.Take(),
            Refusal = reason == ChatFinishReason.ContentFilter ? candidate.FinishMessage.OrNull() : null,
            FinishReason = reason,
            FinishReasonText = candidate.FinishReason,
        });
    }

    private void AddBlock(DecodedStream output) => output.Add(new ChatDelta
    {
        Role = ChatRole.Assistant,
        Refusal = Frame.BlockMessage.OrNull(),
        FinishReason = ChatFinishReason.ContentFilter,
        FinishReasonText = Frame.BlockReason,
    });

    private void End(DecodedStream output)
    {
        output.HasEnded = true;
        if (Frame.Usage.ToUsage() is { } usage)
            output.Add(new ChatDelta { Usage = usage });
    }

    private sealed class CandidateState
    {
        public FirstRole Role { get; } = new();

        public bool IsFinished { get; set; }

        public int CallCount { get; private set; }

        public ToolCallDelta Begin(GeminiCall call)
        {
            int position = CallCount++;
            return new ToolCallDelta(position, call.Id.OrNull() ?? $"call_{position}", call.Name, call.Arguments.OrNull() ?? "{}") { Signature = call.Signature };
        }
    }
}
