using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace StreamPS.Tools;

/// <summary>
/// Reads a schema and refuses what is none, so that a mistake shows before anything is sent. Words that narrow a value and that aren't checked
/// here are refused, too: a check that looks at half a schema would say yes to what doesn't fit.
/// </summary>
internal sealed class SchemaReader
{
    private static readonly TimeSpan LongestMatch = TimeSpan.FromMilliseconds(250);

    private static readonly string[] Kinds = ["string", "number", "integer", "boolean", "object", "array", "null"];

    private static readonly HashSet<string> Unchecked =
    [
        "if", "then", "else", "contains", "minContains", "maxContains", "propertyNames", "dependencies", "dependentRequired",
        "dependentSchemas", "unevaluatedItems", "unevaluatedProperties", "additionalItems", "$dynamicRef", "$recursiveRef",
    ];

    private readonly SchemaDocument _document;

    private SchemaReader(JsonElement root)
    {
        _document = new SchemaDocument(root);
    }

    /// <exception cref="ChatInputException">It's no schema, or has a word that can't be checked.</exception>
    public static SchemaDocument Read(JsonElement root)
    {
        var reader = new SchemaReader(root);
        reader.ReadSchema(root, "");
        return reader._document;
    }

    private static ChatInputException Wrong(string place, string what) =>
        new(ChatErrorKind.InvalidRequest, $"The schema is wrong at {(place.Length == 0 ? "/" : place)}: {what}.");

    private void ReadSchema(JsonElement schema, string place)
    {
        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return;
        if (schema.ValueKind != JsonValueKind.Object)
            throw Wrong(place, "a schema is an object, true or false");

        foreach (var word in schema.EnumerateObject())
            ReadWord(word.Name, word.Value, $"{place}/{word.Name}");
    }

    private void ReadWord(string name, JsonElement value, string place)
    {
        switch (name)
        {
            case "type":
                Require(Names(value) is { Count: > 0 } types && types.All(Kinds.Contains), place, $"a type is one of {string.Join(", ", Kinds)}, or a list of them");
                break;
            case "properties" or "$defs" or "definitions":
                Require(value.ValueKind == JsonValueKind.Object, place, "it's an object of schemas");
                foreach (var property in value.EnumerateObject())
                    ReadSchema(property.Value, $"{place}/{property.Name}");
                break;
            case "patternProperties":
                Require(value.ValueKind == JsonValueKind.Object, place, "it's an object of schemas");
                foreach (var property in value.EnumerateObject())
                {
                    ReadPattern(property.Name, place);
                    ReadSchema(property.Value, $"{place}/{property.Name}");
                }

                break;
            case "additionalProperties" or "not":
                ReadSchema(value, place);
                break;
            case "items" when value.ValueKind == JsonValueKind.Array:
                throw Wrong(place, "it's one schema; prefixItems takes a list");
            case "items":
                ReadSchema(value, place);
                break;
            case "anyOf" or "oneOf" or "allOf" or "prefixItems":
                ReadList(value, place);
                break;
            case "required":
                Require(value.ValueKind == JsonValueKind.Array && Names(value) is not null, place, "it's a list of names");
                break;
            case "enum":
                Require(value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0, place, "it's a list of values");
                break;
            case "minLength" or "maxLength" or "minItems" or "maxItems" or "minProperties" or "maxProperties":
                Require(JsonNumber.Of(value) is { IsWhole: true, IsNegative: false }, place, "it's a whole number from 0");
                break;
            case "minimum" or "maximum" or "exclusiveMinimum" or "exclusiveMaximum":
                Require(value.ValueKind == JsonValueKind.Number, place, "it's a number");
                break;
            case "multipleOf":
                Require(JsonNumber.Of(value) is { IsPositive: true }, place, "it's a number above 0");
                break;
            case "uniqueItems":
                Require(value.ValueKind is JsonValueKind.True or JsonValueKind.False, place, "it's true or false");
                break;
            case "pattern":
                Require(value.ValueKind == JsonValueKind.String, place, "it's a text");
                ReadPattern(value.GetString()!, place);
                break;
            case "$ref":
                Require(value.ValueKind == JsonValueKind.String, place, "it's a text");
                ReadReference(value.GetString()!, place);
                break;
            default:
                Require(!Unchecked.Contains(name), place, "this word can't be checked here");
                break;
        }
    }

    private void ReadList(JsonElement value, string place)
    {
        Require(value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0, place, "it's a list of schemas");
        int position = 0;
        foreach (var schema in value.EnumerateArray())
            ReadSchema(schema, $"{place}/{position++}");
    }

    private void ReadPattern(string pattern, string place)
    {
        try
        {
            // The words of JavaScript, which JSON Schema means, are the platform's own but for classes such as \d, that are ASCII there.
            _document.Patterns[pattern] = new Regex(pattern, RegexOptions.CultureInvariant, LongestMatch);
        }
        catch (ArgumentException exception)
        {
            throw Wrong(place, exception.Message.TrimEnd('.'));
        }
    }

    private void ReadReference(string reference, string place)
    {
        var target = _document.Root;
        Require(reference == "#" || reference.StartsWith("#/", StringComparison.Ordinal), place, "a reference begins with #/ and stays in the schema");
        foreach (string step in reference.Split('/').Skip(1))
        {
            string name = Uri.UnescapeDataString(step).Replace("~1", "/").Replace("~0", "~");
            if (target.ValueKind == JsonValueKind.Array && int.TryParse(name, out int position) && position >= 0 && position < target.GetArrayLength())
                target = target[position];
            else
                Require(target.ValueKind == JsonValueKind.Object && target.TryGetProperty(name, out target), place, $"there is no {reference}");
        }

        Require(target.ValueKind is JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False, place, $"{reference} is no schema");
        if (_document.References.ContainsKey(reference))
            return;

        // It may stand where nothing else is read.
        _document.References.Add(reference, target);
        ReadSchema(target, reference.Substring(1));
    }

    private static List<string>? Names(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String)
            return [value.GetString()!];

        bool isList = value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String);
        return isList ? value.EnumerateArray().Select(item => item.GetString()!).ToList() : null;
    }

    private static void Require(bool isTrue, string place, string what)
    {
        if (!isTrue)
            throw Wrong(place, what);
    }
}
