using System.Collections.Generic;

namespace StreamPS.Protocols;

/// <summary>The tool calls of a reply. A call's frames name the position of its item in the output; its own position counts calls alone.</summary>
internal sealed class ResponsesCalls
{
    private readonly List<Call> _calls = [];

    public int Count => _calls.Count;

    /// <summary>Begins a call. Arguments that come with its beginning count if no others follow.</summary>
    public ToolCallDelta? Begin(int? outputIndex, ResponsesItem item)
    {
        var call = outputIndex is null ? Open(outputIndex) : FindOrOpen(outputIndex);
        call.Early = item.Arguments;
        return Tell(call, item, arguments: null);
    }

    /// <summary>Goes on with a call.</summary>
    public ToolCallDelta? Append(int? outputIndex, string? arguments) =>
        string.IsNullOrEmpty(arguments) ? null : Tell(FindOrOpen(outputIndex), item: null, arguments);

    /// <summary>Ends a call.</summary>
    /// <returns>What of it hasn't come before; null when that is nothing.</returns>
    public ToolCallDelta? End(int? outputIndex, ResponsesItem item)
    {
        var call = FindOrOpen(outputIndex);
        return Tell(call, item, call.HasArguments ? null : item.Arguments);
    }

    /// <summary>Ends the reply.</summary>
    /// <returns>The arguments of calls that had them with their beginning and at no other time.</returns>
    public IEnumerable<ToolCallDelta> End()
    {
        foreach (var call in _calls)
        {
            if (!call.HasArguments && Tell(call, item: null, call.Early) is { } delta)
                yield return delta;
        }
    }

    private static ToolCallDelta? Tell(Call call, ResponsesItem? item, string? arguments)
    {
        string? id = call.HasId || item is null ? null : item.CallId ?? item.Id ?? $"call_{call.Position}";
        string? name = call.HasName ? null : item?.Name;
        if (id is null && name is null && string.IsNullOrEmpty(arguments))
            return null;

        call.HasId |= id is not null;
        call.HasName |= name is not null;
        call.HasArguments |= !string.IsNullOrEmpty(arguments);
        return new ToolCallDelta(call.Position, id, name, arguments ?? "");
    }

    private Call FindOrOpen(int? outputIndex)
    {
        var last = _calls.Count == 0 ? null : _calls[_calls.Count - 1];
        var found = outputIndex is null || last?.OutputIndex is null ? last : _calls.FindLast(call => call.OutputIndex == outputIndex);
        return found ?? Open(outputIndex);
    }

    private Call Open(int? outputIndex)
    {
        var call = new Call(_calls.Count, outputIndex);
        _calls.Add(call);
        return call;
    }

    private sealed class Call
    {
        public Call(int position, int? outputIndex)
        {
            Position = position;
            OutputIndex = outputIndex;
        }

        public int Position { get; }

        public int? OutputIndex { get; }

        public string? Early { get; set; }

        public bool HasId { get; set; }

        public bool HasName { get; set; }

        public bool HasArguments { get; set; }
    }
}
