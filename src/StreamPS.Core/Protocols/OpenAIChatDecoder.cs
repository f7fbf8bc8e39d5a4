using System;
using System.Collections.Generic;

namespace StreamPS.Protocols;

/// <summary>
/// Turns the chunks of OpenAI-compatible chat completions into deltas. The stream ends with <c>[DONE]</c> and with nothing else:
/// so says Moonshot's guide, and without it a reply isn't whole even after a finish reason.
/// </summary>
internal sealed class OpenAIChatDecoder : FrameDecoder<OpenAIChunk>
{
    private readonly bool _mayBeCumulative;
    private readonly Dictionary<int, ChoiceState> _states = [];

    /// <summary>Makes a decoder.</summary>
    /// <param name="mayBeCumulative">Whether each frame may have everything so far: some of DashScope's paths do that.</param>
    public OpenAIChatDecoder(bool mayBeCumulative = false)
    {
        _mayBeCumulative = mayBeCumulative;
    }

    protected override bool EndsWithDone => true;

    public override void DecodeDocument(ReadOnlySpan<byte> body, DecodedStream output)
    {
        base.DecodeDocument(body, output);
        output.HasEnded = output.HasBegun;
    }

    public override void Release(DecodedStream output)
    {
        foreach (var state in _states)
        {
            string? content = state.Value.Content?.End().OrNull();
            string? reasoning = state.Value.Reasoning?.End().OrNull();
            if (content is not null || reasoning is not null)
                output.Add(new ChatDelta { Index = state.Key, Content = content, Reasoning = reasoning });
        }
    }

    protected override void AddFrame(ReadOnlySpan<byte> type, DecodedStream output)
    {
        output.HasBegun |= Frame.HasChoices;

        // OpenAI's last chunk has usage and no choices.
        if (Frame.Choices.Count == 0 && Frame.Usage is not null)
            output.Add(new ChatDelta { Usage = Frame.Usage });

        for (int i = 0; i < Frame.Choices.Count; i++)
        {
            var choice = Frame.Choices[i];
            bool isLast = i == Frame.Choices.Count - 1;
            AddChoice(choice, choice.Usage ?? (isLast ? Frame.Usage : null), output);
            Frame.HasError |= choice.FinishReason == "error";
        }
    }

    protected override FrameText? GetText()
    {
        if (Frame.Choices.Count != 1 || Frame.Usage is not null)
            return null;

        var choice = Frame.Choices[0];
        bool isTextAlone = choice.ToolCalls.Count == 0 && choice.FinishReason is null && choice.Usage is null;
        bool hasReasoning = !string.IsNullOrEmpty(choice.Reasoning);
        bool isSettled = !_mayBeCumulative || (hasReasoning ? _states[choice.Index].Reasoning : _states[choice.Index].Content)!.IsIncremental;
        return isTextAlone && isSettled ? FrameText.Of(choice.Content, choice.Reasoning, choice.Refusal, choice.Index) : null;
    }

    // The last frame may repeat the text in its reading as everything so far, and ends what is held back.
    private static string? Take(CumulativeText? text, string? value, bool isLastFrame)
    {
        if (text is null)
            return value.OrNull();

        string taken = string.IsNullOrEmpty(value) ? "" : text.Take(value!, mayRepeat: isLastFrame);
        return (isLastFrame ? taken + text.End() : taken).OrNull();
    }

    private void AddChoice(OpenAIChunkChoice choice, ChatUsage? usage, DecodedStream output)
    {
        if (!_states.TryGetValue(choice.Index, out var state))
            _states.Add(choice.Index, state = new ChoiceState(_mayBeCumulative));
        state.Role.Read(choice.Role);

        bool isLastFrame = choice.FinishReason is not null;
        string? content = Take(state.Content, choice.Content, isLastFrame);
        string? reasoning = Take(state.Reasoning, choice.Reasoning, isLastFrame);
        string? refusal = choice.Refusal.OrNull();
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
                Role = state.Role.Take(),
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

    private sealed class ChoiceState
    {
        private readonly ToolCallSlots _toolCalls = new();

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

        public FirstRole Role { get; } = new();

        public ToolCallDelta Assign(ToolCallFragment call) => _toolCalls.Assign(call.Index, call.Id, call.Name, call.Arguments ?? "");
    }
}
