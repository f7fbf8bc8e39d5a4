using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace StreamPS.Tools;

/// <summary>Checks what a schema says about a value itself: which one it is, how large, how long.</summary>
internal static class SchemaValues
{
    private const int LongestList = 200;

    public static void Check(JsonElement schema, JsonElement value, string place, SchemaProblems problems)
    {
        CheckChoice(schema, value, place, problems);
        switch (value.ValueKind)
        {
            case JsonValueKind.Number:
                CheckNumber(schema, JsonNumber.Of(value)!.Value, place, problems);
                break;
            case JsonValueKind.String:
                CheckCount(schema, CountCharacters(value.GetString()!), "Length", "character", "characters", place, problems);
                break;
            case JsonValueKind.Array:
                CheckCount(schema, value.GetArrayLength(), "Items", "item", "items", place, problems);
                CheckUnique(schema, value, place, problems);
                break;
            case JsonValueKind.Object:
                CheckCount(schema, value.EnumerateObject().Select(property => property.Name).Distinct().Count(), "Properties", "property", "properties", place, problems);
                break;
        }
    }

    private static void CheckChoice(JsonElement schema, JsonElement value, string place, SchemaProblems problems)
    {
        if (schema.TryGetProperty("enum", out var choices) && !choices.EnumerateArray().Any(choice => AreEqual(choice, value)))
            problems.Add(place, $"must be one of {Shorten(choices.GetRawText().TrimStart('[').TrimEnd(']'))}");
        if (schema.TryGetProperty("const", out var only) && !AreEqual(only, value))
            problems.Add(place, $"must be {Shorten(only.GetRawText())}");
    }

    private static void CheckNumber(JsonElement schema, JsonNumber number, string place, SchemaProblems problems)
    {
        Compare("minimum", "at least", result => result >= 0);
        Compare("maximum", "at most", result => result <= 0);
        Compare("exclusiveMinimum", "above", result => result > 0);
        Compare("exclusiveMaximum", "below", result => result < 0);
        if (schema.TryGetProperty("multipleOf", out var part) && !number.IsMultipleOf(JsonNumber.Of(part)!.Value))
            problems.Add(place, $"must be a multiple of {part.GetRawText()}");

        void Compare(string word, string relation, Func<int, bool> holds)
        {
            if (schema.TryGetProperty(word, out var limit) && !holds(number.CompareTo(JsonNumber.Of(limit)!.Value)))
                problems.Add(place, $"must be {relation} {limit.GetRawText()}");
        }
    }

    private static void CheckCount(JsonElement schema, int count, string words, string one, string several, string place, SchemaProblems problems)
    {
        if (schema.TryGetProperty("min" + words, out var least) && count < least.GetDouble())
            problems.Add(place, $"has {count} {(count == 1 ? one : several)}, must have at least {least.GetRawText()}");
        if (schema.TryGetProperty("max" + words, out var most) && count > most.GetDouble())
            problems.Add(place, $"has {count} {(count == 1 ? one : several)}, must have at most {most.GetRawText()}");
    }

    private static void CheckUnique(JsonElement schema, JsonElement value, string place, SchemaProblems problems)
    {
        if (!schema.TryGetProperty("uniqueItems", out var isWanted) || isWanted.ValueKind != JsonValueKind.True)
            return;

        var seen = new HashSet<string>(StringComparer.Ordinal);
        if (!value.EnumerateArray().All(item => seen.Add(CanonicalJson.Of(item))))
            problems.Add(place, "has the same item twice");
    }

    private static bool AreEqual(JsonElement one, JsonElement other) => one.ValueKind == other.ValueKind && CanonicalJson.Of(one) == CanonicalJson.Of(other);

    // As people count them, and the specification: a character beyond the first plane is one.
    private static int CountCharacters(string text) => text.Length - text.Count(char.IsLowSurrogate);

    private static string Shorten(string text) => text.Length <= LongestList ? text : text.Substring(0, LongestList) + "…";
}
