using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>
/// The caller's own fields for a format that keeps its options in an object of the body: if they have that object, each of its fields
/// replaces the one of its name, and the others stay.
/// </summary>
internal readonly struct NestedFields
{
    private NestedFields(IReadOnlyDictionary<string, object?> outer, IReadOnlyDictionary<string, object?> inner)
    {
        Outer = outer;
        Inner = inner;
    }

    /// <summary>The fields of the body; the object is among them only if its value is none whose fields could be merged.</summary>
    public IReadOnlyDictionary<string, object?> Outer { get; }

    /// <summary>The fields of the object.</summary>
    public IReadOnlyDictionary<string, object?> Inner { get; }

    /// <summary>Takes the caller's fields apart.</summary>
    /// <param name="fields">The caller's fields for the body.</param>
    /// <param name="name">The name of the object.</param>
    public static NestedFields Split(IReadOnlyDictionary<string, object?> fields, string name)
    {
        var inner = fields.TryGetValue(name, out object? value) ? ToFields(value) : null;
        return inner is null
            ? new NestedFields(fields, new Dictionary<string, object?>())
            : new NestedFields(fields.Where(field => field.Key != name).ToDictionary(field => field.Key, field => field.Value), inner);
    }

    private static IReadOnlyDictionary<string, object?>? ToFields(object? value) => value switch
    {
        IReadOnlyDictionary<string, object?> fields => fields,
        IDictionary fields => fields.Cast<DictionaryEntry>().ToDictionary(field => Convert.ToString(field.Key, CultureInfo.InvariantCulture)!, field => (object?)field.Value),
        JsonElement { ValueKind: JsonValueKind.Object } fields => fields.EnumerateObject().ToDictionary(field => field.Name, field => (object?)field.Value),
        _ => null,
    };
}
