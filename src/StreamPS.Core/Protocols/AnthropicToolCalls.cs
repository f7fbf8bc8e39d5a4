using System.Collections.Generic;
using System.Linq;

namespace StreamPS.Protocols;

/// <summary>The tool calls of a reply. Their fragments name the block that they belong to; a call's position counts calls alone.</summary>
internal sealed class AnthropicToolCalls
{
    private readonly Dictionary<int, Call> _open = [];
    private int _count;

    /// <summary>Begins a call.</summary>
    /// <param name="block">The index of its block.</param>
    /// <param name="id">The call's id.</param>
    /// <param name="name">The function's name.</param>
    /// <param name="input">The arguments that came with the beginning; they count if no others follow.</param>
    public ToolCallDelta Begin(int block, string? id, string? name, string? input)
    {
        var call = new Call(_count++, input ?? "{}");
        _open[block] = call;
        return new ToolCallDelta(call.Position, id, name, "");
    }

    /// <summary>Goes on with a call.</summary>
    /// <returns>Null when there is nothing to add, or the block is no call of ours: some tools run at the service.</returns>
    public ToolCallDelta? Append(int block, string? json)
    {
        if (string.IsNullOrEmpty(json) || !_open.TryGetValue(block, out var call))
            return null;

        call.HasArguments = true;
        return new ToolCallDelta(call.Position, id: null, name: null, json!);
    }

    /// <summary>Ends a call.</summary>
    /// <returns>Its arguments if none have come in pieces; null otherwise.</returns>
    public ToolCallDelta? End(int block)
    {
        if (!_open.TryGetValue(block, out var call))
            return null;

        _open.Remove(block);
        return call.HasArguments ? null : new ToolCallDelta(call.Position, id: null, name: null, call.Input);
    }

    /// <summary>The blocks of calls that haven't ended.</summary>
    public IReadOnlyList<int> GetOpenBlocks() => _open.Count == 0 ? [] : _open.Keys.ToArray();

    private sealed class Call
    {
        public Call(int position, string input)
        {
            Position = position;
            Input = input;
        }

        public int Position { get; }

        public string Input { get; }

        public bool HasArguments { get; set; }
    }
}
