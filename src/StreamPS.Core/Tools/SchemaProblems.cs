using System.Collections.Generic;

namespace StreamPS.Tools;

/// <summary>What doesn't fit a schema, in words for people and models, up to as many as anyone reads.</summary>
internal sealed class SchemaProblems
{
    private readonly List<string> _list = [];
    private readonly int _most;

    /// <param name="most">How many are kept.</param>
    public SchemaProblems(int most)
    {
        _most = most;
    }

    public IReadOnlyList<string> List => _list;

    public bool Any => _list.Count > 0;

    /// <summary>True when one more wouldn't be kept.</summary>
    public bool IsFull => _list.Count >= _most;

    public void Add(string place, string what)
    {
        if (!IsFull)
            _list.Add($"{(place.Length == 0 ? "/" : place)}: {what}");
    }
}
