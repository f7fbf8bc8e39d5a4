using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace StreamPS.Streaming;

/// <summary>Collects the deltas of one choice.</summary>
internal sealed class ChoiceBuilder
{
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _reasoning = new();
    private readonly StringBuilder _refusal = new();
    private readonly List<ToolCallBuilder> _toolCalls = [];
    private ChatFinishReason? _finishReason;
    private string? _finishReasonText;

    public ChoiceBuilder(int index)
    {
        Index = index;
    }

    public int Index { get; }

    /// <summary>The count the service sent with this choice, or null.</summary>
    public ChatUsage? Usage { get; private set; }

    /// <summary>Makes ready for the continuation of the reply, which has a count of its own.</summary>
    public void BeginPart() => Usage = null;

    public void Add(ChatDelta delta)
    {
        _text.Append(delta.Content);
        _reasoning.Append(delta.Reasoning);
        _refusal.Append(delta.Refusal);
        if (delta.ToolCall is not null)
            Add(delta.ToolCall);
        _finishReason = delta.FinishReason ?? _finishReason;
        _finishReasonText = delta.FinishReasonText ?? _finishReasonText;
        Usage = delta.Usage ?? Usage;
    }

    public ChatChoice Build() => new()
    {
        Index = Index,
        Text = _text.ToString(),
        Reasoning = _reasoning.ToString(),
        Refusal = _refusal.ToString(),
        ToolCalls = _toolCalls.Select((call, index) => call.Build(index)).ToArray(),
        FinishReason = _finishReason,
        FinishReasonText = _finishReasonText,
        Usage = Usage,
    };

    private void Add(ToolCallDelta call)
    {
        while (_toolCalls.Count <= call.Index)
            _toolCalls.Add(new ToolCallBuilder());

        _toolCalls[call.Index].Add(call);
    }

    private sealed class ToolCallBuilder
    {
        private readonly StringBuilder _arguments = new();
        private string? _id;
        private string? _name;

        public void Add(ToolCallDelta call)
        {
            _id ??= call.Id;
            _name ??= call.Name;
            _arguments.Append(call.Arguments);
        }

        // A tool's result has to name its call, so that a call without an id gets one.
        public ToolCall Build(int index) => new(index, _id ?? $"call_{index}", _name ?? "", _arguments.ToString());
    }
}
