namespace StreamPS;

/// <summary>A fragment of a tool call. The id and the name come once, the arguments piece by piece.</summary>
public sealed class ToolCallDelta
{
    /// <summary>Makes a fragment.</summary>
    /// <param name="index">Which of the reply's calls it belongs to, from 0.</param>
    /// <param name="id">The call's id, on the fragment that brings it.</param>
    /// <param name="name">The function's name, on the fragment that brings it.</param>
    /// <param name="arguments">The next piece of the arguments' JSON text; may be empty.</param>
    public ToolCallDelta(int index, string? id, string? name, string arguments)
    {
        Index = index;
        Id = id;
        Name = name;
        Arguments = arguments;
    }

    /// <summary>Which of the reply's calls this belongs to, from 0.</summary>
    public int Index { get; }

    /// <summary>The call's id, on the fragment that brings it; otherwise null.</summary>
    public string? Id { get; }

    /// <summary>The function's name, on the fragment that brings it; otherwise null.</summary>
    public string? Name { get; }

    /// <summary>The next piece of the arguments' JSON text: not JSON by itself.</summary>
    public string Arguments { get; }

    /// <summary>The call's signature, on the fragment that brings it; otherwise null. See <see cref="ToolCall.Signature"/>.</summary>
    public string? Signature { get; init; }

    /// <summary>The piece of the arguments.</summary>
    /// <returns><see cref="Arguments"/>.</returns>
    public override string ToString() => Arguments;
}
