using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;

namespace StreamPS.Binding;

/// <summary>Headers as users give them, in a hashtable whose names and values may be of any type.</summary>
internal static class HeaderTable
{
    /// <summary>The headers by their names, in any case.</summary>
    /// <param name="headers">What was given; null when nothing was.</param>
    /// <param name="before">Headers that hold unless others of their names were given.</param>
    /// <exception cref="PSInvalidCastException">A name or a value is no text and can't become one.</exception>
    public static Dictionary<string, string> Read(IDictionary? headers, IReadOnlyDictionary<string, string>? before = null)
    {
        var table = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in before ?? new Dictionary<string, string>())
            table[header.Key] = header.Value;
        foreach (DictionaryEntry header in headers ?? new Hashtable())
            table[LanguagePrimitives.ConvertTo<string>(header.Key)] = LanguagePrimitives.ConvertTo<string>(header.Value);
        return table;
    }
}
