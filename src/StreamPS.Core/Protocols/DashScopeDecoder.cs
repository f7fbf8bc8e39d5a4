using System;
using System.Collections.Generic;

namespace StreamPS.Protocols;

/// <summary>
/// Turns the frames of DashScope's own format into deltas. There is no end marker: the reply is whole when each choice has a finish reason
/// other than the string <c>null</c>. Token counts come with every frame as running totals and go out with the last one.
/// </summary>
internal sealed class DashScopeDecoder : FrameDecoder<DashScopeFrame>
{
    private readonly int _choiceCount;
    private readonly Dictionary<int, DashScopeChoice> _choices = [];

    /// <summary>Makes a decoder.</summary>
    /// <param name="choiceCount">How many replies were asked for: one may be whole before the next begins.</param>
    public DashScopeDecoder(int choiceCount = 1)
    {
        _choiceCount = choiceCount;
    }

    public override void DecodeDocument(ReadOnlySpan<byte> body, DecodedStream output)
    {
        base.DecodeDocument(body, output);
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

    protected override void AddFrame(ReadOnlySpan<byte> type, DecodedStream output)
    {
        Frame.HasError |= !string.IsNullOrEmpty(Frame.Code) && !Frame.HasOutput;
        output.HasBegun |= Frame.HasOutput;
        for (int i = 0; i < Frame.Choices.Count; i++)
        {
            var choice = Frame.Choices[i];
            if (!_choices.TryGetValue(choice.Index, out var state))
                _choices.Add(choice.Index, state = new DashScopeChoice(choice.Index));
            state.Add(choice, Frame.Usage, output);
        }

        output.HasEnded |= _choices.Count >= _choiceCount && AreFinished();
    }

    protected override FrameText? GetText()
    {
        if (Frame.Choices.Count != 1)
            return null;

        var choice = Frame.Choices[0];
        var state = _choices[choice.Index];
        bool isIncremental = (string.IsNullOrEmpty(choice.Reasoning) ? state.Content : state.Reasoning).IsIncremental;
        return isIncremental && choice.ToolCalls.Count == 0 && choice.FinishReason is null
            ? FrameText.Of(choice.Content, choice.Reasoning, index: choice.Index)
            : null;
    }

    // What's still held back belongs to the text so far.
    protected override void Fail(ReadOnlySpan<byte> error, DecodedStream output)
    {
        Release(output);
        base.Fail(error, output);
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
}
