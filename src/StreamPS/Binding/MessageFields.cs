using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace StreamPS.Binding;

/// <summary>The fields of a hashtable or an object, by their names in any case and with or without underscores: tool_call_id, ToolCallId.</summary>
internal sealed class MessageFields
{
    private readonly Dictionary<string, object?> _values = new(StringComparer.OrdinalIgnoreCase);

    private MessageFields(IEnumerable<KeyValuePair<string, object?>> fields)
    {
        foreach (var field in fields)
        {
            Names.Add(field.Key);
            _values[Plain(field.Key)] = field.Value;
        }
    }

    /// <summary>The names as they were written.</summary>
    public List<string> Names { get; } = [];

    /// <summary>The fields of a value; null when it has none.</summary>
    public static MessageFields? Of(object? value) => value switch
    {
        PSObject { BaseObject: PSCustomObject } custom => new MessageFields(custom.Properties.Select(property => new KeyValuePair<string, object?>(property.Name, property.Value))),
        PSObject { BaseObject: IDictionary dictionary } => Of(dictionary),
        IDictionary dictionary => Of(dictionary),
        _ => null,
    };

    /// <summary>Whether two names mean the same field.</summary>
    public static bool IsSame(string name, string other) => string.Equals(Plain(name), Plain(other), StringComparison.OrdinalIgnoreCase);

    /// <summary>The value of the first of these fields that is there and not null.</summary>
    public object? Find(params string[] names) =>
        names.Select(name => _values.TryGetValue(Plain(name), out object? value) ? value : null).FirstOrDefault(value => value is not null);

    /// <summary>The text of the first of these fields that is there and not null.</summary>
    /// <exception cref="ArgumentTransformationMetadataException">It's no text.</exception>
    public string? Text(params string[] names) => Find(names) switch
    {
        null => null,
        // The value of an enumeration that comes from another session is a number with a name.
        PSObject { BaseObject: string or ValueType } value => value.ToString(),
        object value and (string or ValueType) => LanguagePrimitives.ConvertTo<string>(value),
        _ => throw new ArgumentTransformationMetadataException($"The field '{names[0]}' of a message is a text."),
    };

    private static MessageFields Of(IDictionary dictionary) =>
        new(dictionary.Cast<DictionaryEntry>().Select(entry => new KeyValuePair<string, object?>(LanguagePrimitives.ConvertTo<string>(entry.Key), entry.Value)));

    private static string Plain(string name) => name.Replace("_", "");
}
