using System;
using System.Collections.Generic;

namespace StreamPS.Protocols;

/// <summary>One reply of a DashScope stream: what its frames say, as deltas. Each of its texts may be sent as increments or as everything so far.</summary>
internal sealed class DashScopeChoice
{
    private readonly int _index;
    private readonly ToolCallSlots _toolCalls = new();
    private readonly List<CumulativeText> _arguments = [];
    private readonly FirstRole _role = new();
    private int? _tokens;

    public DashScopeChoice(int index)
    {
        _index = index;
    }

    public bool IsFinished { get; private set; }

    /// <summary>The state of the content.</summary>
    public CumulativeText Content { get; } = new();

    /// <summary>The state of the reasoning.</summary>
    public CumulativeText Reasoning { get; } = new();

    /// <summary>Adds what a frame says.</summary>
    public void Add(OpenAIChunkChoice choice, DashScopeUsage usage, DecodedStream output)
    {
        _role.Read(choice.Role);
        bool hasNoNewTokens = usage.Output is > 0 && usage.Output == _tokens;
        _tokens = usage.Output ?? _tokens;

        bool hasCalls = choice.ToolCalls.Count > 0;
        string reasoning = Take(Reasoning, choice.Reasoning, hasNoNewTokens || hasCalls || !string.IsNullOrEmpty(choice.Content));
        string content = Take(Content, choice.Content, hasNoNewTokens || hasCalls || !string.IsNullOrEmpty(choice.Reasoning));
        var calls = TakeCalls(choice.ToolCalls, hasNoNewTokens);
        bool ends = choice.FinishReason is not null && !IsFinished;
        if (ends)
        {
            IsFinished = true;
            reasoning += Reasoning.End();
            content += Content.End();
            EndCalls(ref calls);
        }

        Write(content, reasoning, calls, ends ? choice.FinishReason : null, ends ? usage.ToUsage() : null, output);
    }

    /// <summary>Hands out what is still held back, when the stream breaks off.</summary>
    public void Release(DecodedStream output)
    {
        List<ToolCallDelta>? calls = null;
        EndCalls(ref calls);
        Write(Content.End(), Reasoning.End(), calls, finishReason: null, usage: null, output);
    }

    private static string Take(CumulativeText text, string? value, bool mayRepeat) => value is null ? "" : text.Take(value, mayRepeat);

    private List<ToolCallDelta>? TakeCalls(List<ToolCallFragment> fragments, bool hasNoNewTokens)
    {
        if (fragments.Count == 0)
            return null;

        var calls = new List<ToolCallDelta>(fragments.Count);
        foreach (var fragment in fragments)
        {
            var call = _toolCalls.Assign(fragment.Index, fragment.Id, fragment.Name, fragment.Arguments ?? "");
            while (_arguments.Count <= call.Index)
                _arguments.Add(new CumulativeText());

            string arguments = Take(_arguments[call.Index], fragment.Arguments, hasNoNewTokens || fragments.Count > 1);
            if (arguments.Length > 0 || call.Id is not null || call.Name is not null)
                calls.Add(ReferenceEquals(arguments, call.Arguments) ? call : new ToolCallDelta(call.Index, call.Id, call.Name, arguments));
        }

        return calls;
    }

    private void EndCalls(ref List<ToolCallDelta>? calls)
    {
        for (int position = 0; position < _arguments.Count; position++)
        {
            string arguments = _arguments[position].End();
            if (arguments.Length > 0)
                (calls ??= []).Add(new ToolCallDelta(position, id: null, name: null, arguments));
        }
    }

    // A delta has room for one tool call; what comes with several is spread: texts with the first, the end with the last.
    private void Write(string content, string reasoning, List<ToolCallDelta>? calls, string? finishReason, ChatUsage? usage, DecodedStream output)
    {
        int count = calls?.Count ?? 0;
        if (content.Length == 0 && reasoning.Length == 0 && count == 0 && finishReason is null)
            return;

        for (int call = 0; call < Math.Max(1, count); call++)
        {
            bool isFirst = call == 0;
            bool isLast = call >= count - 1;
            output.Add(new ChatDelta
            {
                Index = _index,
                Role = _role.Take(),
                Content = isFirst ? content.OrNull() : null,
                Reasoning = isFirst ? reasoning.OrNull() : null,
                ToolCall = call < count ? calls![call] : null,
                FinishReason = isLast ? OpenAINames.ReadFinishReason(finishReason) : null,
                FinishReasonText = isLast ? finishReason : null,
                Usage = isLast ? usage : null,
            });
        }
    }
}
