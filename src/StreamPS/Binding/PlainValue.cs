using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace StreamPS.Binding;

/// <summary>Turns what PowerShell users write into plain values, as the engine wants them: no PSObject in it, custom objects as dictionaries.</summary>
internal static class PlainValue
{
    public static Dictionary<string, object?> FromDictionary(IDictionary dictionary)
    {
        var result = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (DictionaryEntry item in dictionary)
            result[LanguagePrimitives.ConvertTo<string>(item.Key)] = From(item.Value);
        return result;
    }

    public static object? From(object? value)
    {
        if (value is PSObject { BaseObject: PSCustomObject } custom)
            return custom.Properties.ToDictionary(property => property.Name, property => From(property.Value), StringComparer.Ordinal);
        if (value is PSObject wrapped)
            value = wrapped.BaseObject;

        return value switch
        {
            IDictionary dictionary => FromDictionary(dictionary),
            string text => text,
            SwitchParameter flag => flag.IsPresent,
            Enum or char or DateTime or DateTimeOffset or Guid or Uri => LanguagePrimitives.ConvertTo<string>(value),
            IEnumerable items => items.Cast<object?>().Select(From).ToList(),
            _ => value,
        };
    }
}
