using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;

namespace StreamPS.Tools;

/// <summary>Makes the objects of JSON that PowerShell works with. Texts stay texts, also those that look like dates.</summary>
internal static class JsonObjects
{
    /// <summary>Makes custom objects of objects, for people to read.</summary>
    public static object? ToObject(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => ToCustomObject(value),
        JsonValueKind.Array => value.EnumerateArray().Select(ToObject).ToArray(),
        _ => ToScalar(value),
    };

    /// <summary>Makes hashtables of objects, which convert to what a parameter or a class wants.</summary>
    public static object? ToValue(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => ToHashtable(value),
        JsonValueKind.Array => value.EnumerateArray().Select(ToValue).ToArray(),
        _ => ToScalar(value),
    };

    /// <summary>Makes a hashtable, which tells capitals from small letters no more than parameters do.</summary>
    public static Hashtable ToHashtable(JsonElement value)
    {
        var table = new Hashtable(StringComparer.OrdinalIgnoreCase);
        foreach (var property in value.EnumerateObject())
            table[property.Name] = ToValue(property.Value);
        return table;
    }

    private static object ToCustomObject(JsonElement value)
    {
        var properties = value.EnumerateObject().ToArray();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

        // A custom object has no properties without a name, nor two that differ in capitals only.
        if (properties.Any(property => property.Name.Length == 0 || !names.Add(property.Name)))
        {
            var table = new OrderedDictionary(StringComparer.Ordinal);
            foreach (var property in properties)
                table[property.Name] = ToObject(property.Value);
            return table;
        }

        var result = new PSObject();
        foreach (var property in properties)
            result.Properties.Add(new PSNoteProperty(property.Name, ToObject(property.Value)));
        return result;
    }

    private static object? ToScalar(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => ToNumber(value),
        _ => null,
    };

    private static object ToNumber(JsonElement value)
    {
        if (value.TryGetInt32(out int small))
            return small;
        if (value.TryGetInt64(out long large))
            return large;
        bool isPlain = value.GetRawText().IndexOfAny(['e', 'E']) < 0;
        return isPlain && value.TryGetDecimal(out decimal exact) && (double)exact != value.GetDouble() ? exact : value.GetDouble();
    }
}
