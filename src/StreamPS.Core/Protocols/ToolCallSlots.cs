using System.Collections.Generic;
using System.Text;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>
/// Finds out which call a fragment belongs to. Services leave out the index, repeat the id, send an empty one, or use one index for
/// several whole calls.
/// </summary>
internal sealed class ToolCallSlots
{
    private readonly List<Slot> _slots = [];

    /// <summary>Assigns a fragment to its call, which it may open.</summary>
    /// <param name="index">The index the service gave, or null.</param>
    /// <param name="id">The id it gave; empty counts as none.</param>
    /// <param name="name">The function's name it gave; empty counts as none.</param>
    /// <param name="arguments">The piece of the arguments.</param>
    public ToolCallDelta Assign(int? index, string? id, string? name, string arguments)
    {
        id = string.IsNullOrEmpty(id) ? null : id;
        name = string.IsNullOrEmpty(name) ? null : name;

        int position = Find(index, id, name, arguments);
        if (position < 0)
        {
            position = _slots.Count;
            _slots.Add(new Slot(index));
        }

        var slot = _slots[position];
        var delta = new ToolCallDelta(position, slot.Id is null ? id : null, slot.Name is null ? name : null, arguments);
        slot.Id ??= id;
        slot.Name ??= name;
        slot.Arguments.Append(arguments);
        return delta;
    }

    private int Find(int? index, string? id, string? name, string arguments)
    {
        if (index is not null)
        {
            int found = _slots.FindLastIndex(slot => slot.Index == index);
            return found >= 0 && IsAnotherCall(_slots[found], id, name, arguments) ? -1 : found;
        }

        if (id is not null)
        {
            int found = _slots.FindIndex(slot => slot.Id == id);
            if (found >= 0 || _slots.Count == 0 || _slots[_slots.Count - 1].Id is not null)
                return found;
        }

        return id is null && name is not null && _slots.Count > 0 && _slots[_slots.Count - 1].Name is not null ? -1 : _slots.Count - 1;
    }

    // Some give each call the index 0. Without ids, a name that comes once more doesn't mean much, but arguments behind whole ones do.
    private static bool IsAnotherCall(Slot slot, string? id, string? name, string arguments)
    {
        bool isOther = id is null ? name is not null && slot.Name is not null && arguments.Length > 0 : slot.Id is not null && slot.Id != id;
        return isOther && slot.IsWhole;
    }

    private sealed class Slot
    {
        public Slot(int? index) => Index = index;

        public int? Index { get; }

        public string? Id { get; set; }

        public string? Name { get; set; }

        public StringBuilder Arguments { get; } = new();

        public bool IsWhole
        {
            get
            {
                try
                {
                    using var document = JsonDocument.Parse(Arguments.ToString());
                    return true;
                }
                catch (JsonException)
                {
                    return false;
                }
            }
        }
    }
}
