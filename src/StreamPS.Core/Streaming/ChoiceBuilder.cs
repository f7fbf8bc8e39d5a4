using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace StreamPS.Streaming;

/// <summary>Collects the deltas of one choice.</summary>
internal sealed class ChoiceBuilder
{
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _reasoning = new();
    private readonly List<SignedReasoning> _signedReasoning = [];
    private readonly StringBuilder _refusal = new();
    private readonly List<ToolCallBuilder> _toolCalls = [];
    private ChatFinishReason? _finishReason;
    private string? _finishReasonText;
    private int _signedLength;

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
        if (delta.ReasoningSignature is not null)
            Sign(delta.ReasoningSignature);
        _refusal.Append(delta.Refusal);
        if (delta.ToolCall is not null)
            Add(delta.ToolCall);
        _finishReason = delta.FinishReason ?? _finishReason;
        _finishReasonText = delta.FinishReasonText ?? _finishReasonText;
        Usage = delta.Usage ?? Usage;
    }

    /// <summary>Takes back the delta that was added last.</summary>
    public void Remove(ChatDelta delta)
    {
        _text.Length -= delta.Content?.Length ?? 0;
        _reasoning.Length -= delta.Reasoning?.Length ?? 0;
        _refusal.Length -= delta.Refusal?.Length ?? 0;
        if (delta.ToolCall is not null)
            _toolCalls[delta.ToolCall.Index].Remove(delta.ToolCall);
        if (delta.FinishReason is not null)
            (_finishReason, _finishReasonText) = (null, null);
    }

    public ChatChoice Build() => new()
    {
        Index = Index,
        Text = _text.ToString(),
        Reasoning = _reasoning.ToString(),
        SignedReasoning = _signedReasoning.ToArray(),
        Refusal = _refusal.ToString(),
        ToolCalls = _toolCalls.Select((call, index) => call.Build(index)).ToArray(),
        FinishReason = _finishReason,
        FinishReasonText = _finishReasonText,
        Usage = Usage,
    };

    // A signature is for what came since the one before.
    private void Sign(string signature)
    {
        _signedReasoning.Add(new SignedReasoning(_reasoning.ToString(_signedLength, _reasoning.Length - _signedLength), signature));
        _signedLength = _reasoning.Length;
    }

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
        private string? _signature;

        public void Add(ToolCallDelta call)
        {
            _id ??= call.Id;
            _name ??= call.Name;
            _signature ??= call.Signature;
            _arguments.Append(call.Arguments);
        }

        public void Remove(ToolCallDelta call) => _arguments.Length -= call.Arguments.Length;

        // A tool's result has to name its call, so that a call without an id gets one.
        public ToolCall Build(int index) => new(index, _id ?? $"call_{index}", _name ?? "", _arguments.ToString()) { Signature = _signature };
    }
}
