using System.Collections;
using System.Collections.Generic;

namespace StreamPS.Tests.Support;

/// <summary>A list that counts how many times it's gone through: a measure of work that doesn't depend on the machine.</summary>
internal sealed class ReadCounter<T>(IReadOnlyList<T> items) : IReadOnlyList<T>
{
    /// <summary>How many times.</summary>
    public int Reads { get; private set; }

    public int Count => items.Count;

    public T this[int index] => items[index];

    public IEnumerator<T> GetEnumerator()
    {
        Reads++;
        return items.GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
