using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace StreamPS.Tools;

/// <summary>
/// Whether services hold a model to a schema while it writes. They take a part of JSON Schema for that: every object says that it has no other
/// properties, and OpenAI's strict mode wants all of them required. A schema with anything else would be refused.
/// </summary>
internal static class StrictSchema
{
    private static readonly HashSet<string> Structure =
    [
        "type", "properties", "required", "additionalProperties", "items", "enum", "const", "anyOf", "$ref", "$defs", "definitions", "title", "description", "$schema", "format",
    ];

    private static readonly HashSet<string> Limits =
    [
        "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minItems", "maxItems",
    ];

    /// <summary>Whether OpenAI's strict mode takes it.</summary>
    public static bool Allows(JsonElement schema) => !schema.TryGetProperty("anyOf", out _) && Allows(schema, isAllRequired: true, takesLimits: true);

    /// <summary>Whether Anthropic's structured outputs take it: they know no limits, and properties may be left out.</summary>
    public static bool AllowsWithoutLimits(JsonElement schema) => Allows(schema, isAllRequired: false, takesLimits: false);

    private static bool Allows(JsonElement schema, bool isAllRequired, bool takesLimits)
    {
        if (schema.ValueKind != JsonValueKind.Object || schema.EnumerateObject().Any(word => !Structure.Contains(word.Name) && !(takesLimits && Limits.Contains(word.Name))))
            return false;

        bool isObject = schema.TryGetProperty("properties", out _) || (schema.TryGetProperty("type", out var type) && type.ToString().Contains("object"));
        return (!isObject || IsClosed(schema, isAllRequired)) && GetParts(schema).All(part => Allows(part, isAllRequired, takesLimits));
    }

    private static bool IsClosed(JsonElement schema, bool isAllRequired)
    {
        if (!schema.TryGetProperty("additionalProperties", out var others) || others.ValueKind != JsonValueKind.False)
            return false;
        if (!isAllRequired || !schema.TryGetProperty("properties", out var properties))
            return true;

        var required = schema.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(name => name.GetString()).ToArray() : [];
        return properties.EnumerateObject().All(property => required.Contains(property.Name, StringComparer.Ordinal));
    }

    private static IEnumerable<JsonElement> GetParts(JsonElement schema)
    {
        foreach (string word in new[] { "properties", "$defs", "definitions" })
        {
            if (schema.TryGetProperty(word, out var parts))
            {
                foreach (var part in parts.EnumerateObject())
                    yield return part.Value;
            }
        }

        if (schema.TryGetProperty("items", out var items))
            yield return items;
        if (schema.TryGetProperty("anyOf", out var alternatives))
        {
            foreach (var alternative in alternatives.EnumerateArray())
                yield return alternative;
        }
    }
}
