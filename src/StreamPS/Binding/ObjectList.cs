using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace StreamPS.Binding;

/// <summary>Takes one value and several for the same, as PowerShell does.</summary>
internal static class ObjectList
{
    /// <summary>The values one by one. Texts, hashtables and the bytes of a file are one value each.</summary>
    public static IEnumerable<object?> Of(object? value)
    {
        object? plain = value is PSObject wrapped ? wrapped.BaseObject : value;
        return plain is IEnumerable items and not (string or IDictionary or byte[]) && !IsBytes(items) ? items.Cast<object?>() : [value];
    }

    /// <summary>Whether a list is the bytes of a file one by one, as Get-Content gives them.</summary>
    public static bool IsBytes(IEnumerable items) =>
        items is IList { Count: > 0 } list && list.Cast<object?>().All(item => item is byte or PSObject { BaseObject: byte });
}
