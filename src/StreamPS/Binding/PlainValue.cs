using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;

namespace StreamPS.Binding;

/// <summary>Turns what PowerShell users write into plain values, as the engine wants them: no PSObject in it, custom objects as dictionaries.</summary>
internal static class PlainValue
{
    // A value that contains itself has no end.
    private const int DeepestLevel = 60;

    public static Dictionary<string, object?> FromDictionary(IDictionary dictionary) => FromDictionary(dictionary, level: 0);

    public static object? From(object? value) => From(value, level: 0);

    private static Dictionary<string, object?> FromDictionary(IDictionary dictionary, int level)
    {
        var result = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (DictionaryEntry item in dictionary)
            result[LanguagePrimitives.ConvertTo<string>(item.Key)] = From(item.Value, level + 1);
        return result;
    }

    private static object? From(object? value, int level)
    {
        if (level > DeepestLevel)
            throw new ChatInputException(ChatErrorKind.InvalidRequest, $"A value is nested more than {DeepestLevel} levels deep, or contains itself.");

        if (value is PSObject { BaseObject: PSCustomObject } custom)
            return custom.Properties.ToDictionary(property => property.Name, property => From(property.Value, level + 1), StringComparer.Ordinal);
        if (value is PSObject wrapped)
            value = wrapped.BaseObject;

        return value switch
        {
            IDictionary dictionary => FromDictionary(dictionary, level),
            string text => text,
            SwitchParameter flag => flag.IsPresent,
            DateTime time => time.ToString("o", CultureInfo.InvariantCulture),
            DateTimeOffset time => time.ToString("o", CultureInfo.InvariantCulture),
            Enum or char or Guid or Uri => LanguagePrimitives.ConvertTo<string>(value),
            IEnumerable items => items.Cast<object?>().Select(item => From(item, level + 1)).ToList(),
            _ => value,
        };
    }
}
