using System.Collections.Generic;

namespace StreamPS.Protocols;

/// <summary>What a frame has several of. The items are used again for the next frame.</summary>
internal sealed class ReusedList<T>
    where T : IReusable, new()
{
    private readonly List<T> _items = [];

    public int Count { get; private set; }

    public T this[int position] => _items[position];

    /// <summary>An item that says nothing yet.</summary>
    public T Add()
    {
        if (Count == _items.Count)
            _items.Add(new T());
        var item = _items[Count++];
        item.Clear();
        return item;
    }

    public void Clear() => Count = 0;
}
