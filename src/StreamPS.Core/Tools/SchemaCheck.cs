using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace StreamPS.Tools;

/// <summary>Checks one value against a schema. How deep it goes and how much it does has limits: both the schema and the value come from outside.</summary>
internal sealed class SchemaCheck
{
    private const int MostProblems = 10;
    private const int MostSteps = 200_000;
    private const int DeepestLevel = 200;

    private readonly SchemaDocument _schema;
    private int _steps;

    private SchemaCheck(SchemaDocument schema)
    {
        _schema = schema;
    }

    /// <returns>What doesn't fit.</returns>
    public static IReadOnlyList<string> Run(SchemaDocument schema, JsonElement value)
    {
        var problems = new SchemaProblems(MostProblems);
        try
        {
            _ = CanonicalJson.Of(value);
        }
        catch (InvalidOperationException)
        {
            // The parser takes halves of surrogate pairs in its stride, until someone wants the text.
            problems.Add("", "has a text that isn't Unicode");
            return problems.List;
        }

        new SchemaCheck(schema).Check(schema.Root, value, "", problems, level: 0);
        return problems.List;
    }

    private void Check(JsonElement schema, JsonElement value, string place, SchemaProblems problems, int level)
    {
        if (problems.IsFull || schema.ValueKind == JsonValueKind.True)
            return;

        if (schema.ValueKind == JsonValueKind.False)
            problems.Add(place, "isn't allowed");
        else if (level > DeepestLevel || ++_steps > MostSteps)
            problems.Add(place, "can't be checked: it takes too many steps");
        else if (HasType(schema, value, place, problems))
            CheckRest(schema, value, place, problems, level + 1);
    }

    // A value of another type fits nothing else either, and one message says it all.
    private static bool HasType(JsonElement schema, JsonElement value, string place, SchemaProblems problems)
    {
        if (!schema.TryGetProperty("type", out var type))
            return true;

        var names = type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(name => name.GetString()!).ToArray() : [type.GetString()!];
        if (names.Any(name => SchemaKind.Is(value, name)))
            return true;

        problems.Add(place, $"is {SchemaKind.Of(value)}, must be {string.Join(" or ", names.Select(SchemaKind.Say))}");
        return false;
    }

    private void CheckRest(JsonElement schema, JsonElement value, string place, SchemaProblems problems, int level)
    {
        SchemaValues.Check(schema, value, place, problems);
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                CheckPattern(schema, value.GetString()!, place, problems);
                break;
            case JsonValueKind.Array:
                CheckItems(schema, value, place, problems, level);
                break;
            case JsonValueKind.Object:
                CheckProperties(schema, value, place, problems, level);
                break;
        }

        if (schema.TryGetProperty("$ref", out var reference))
            Check(_schema.References[reference.GetString()!], value, place, problems, level);
        if (schema.TryGetProperty("allOf", out var all))
        {
            foreach (var part in all.EnumerateArray())
                Check(part, value, place, problems, level);
        }

        CheckAlternatives(schema, value, place, problems, level);
    }

    private void CheckAlternatives(JsonElement schema, JsonElement value, string place, SchemaProblems problems, int level)
    {
        if (schema.TryGetProperty("anyOf", out var any))
            CheckNumberOf(any, isOne: false, value, place, problems, level);
        if (schema.TryGetProperty("oneOf", out var one))
            CheckNumberOf(one, isOne: true, value, place, problems, level);
        if (schema.TryGetProperty("not", out var not) && FirstProblem(not, value, place, level) is null)
            problems.Add(place, "is what it must not be");
    }

    private void CheckNumberOf(JsonElement alternatives, bool isOne, JsonElement value, string place, SchemaProblems problems, int level)
    {
        var misfits = new List<string>();
        int fits = 0;
        foreach (var alternative in alternatives.EnumerateArray())
        {
            if (FirstProblem(alternative, value, place, level) is { } misfit)
                misfits.Add(misfit);
            else
                fits++;
        }

        if (fits == 0)
            problems.Add(place, $"fits none of the {misfits.Count} that it may be ({string.Join("; ", misfits.Take(4))})");
        else if (isOne && fits > 1)
            problems.Add(place, $"fits {fits} of those of which it must fit one");
    }

    private string? FirstProblem(JsonElement schema, JsonElement value, string place, int level)
    {
        var problems = new SchemaProblems(most: 1);
        Check(schema, value, place, problems, level);
        return problems.Any ? problems.List[0] : null;
    }

    private void CheckPattern(JsonElement schema, string text, string place, SchemaProblems problems)
    {
        if (schema.TryGetProperty("pattern", out var pattern) && !Matches(pattern.GetString()!, text, place, problems))
            problems.Add(place, $"must match {pattern.GetString()}");
    }

    // What takes too long is a problem of its own, so that it counts as a match here.
    private bool Matches(string pattern, string text, string place, SchemaProblems problems)
    {
        try
        {
            return _schema.Patterns[pattern].IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            problems.Add(place, $"can't be checked: the pattern {pattern} takes too long");
            return true;
        }
    }

    private void CheckItems(JsonElement schema, JsonElement value, string place, SchemaProblems problems, int level)
    {
        var first = schema.TryGetProperty("prefixItems", out var list) ? list.EnumerateArray().ToArray() : [];
        bool hasRest = schema.TryGetProperty("items", out var rest);
        int position = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (position < first.Length)
                Check(first[position], item, $"{place}/{position}", problems, level);
            else if (hasRest)
                Check(rest, item, $"{place}/{position}", problems, level);
            position++;
        }
    }

    private void CheckProperties(JsonElement schema, JsonElement value, string place, SchemaProblems problems, int level)
    {
        if (schema.TryGetProperty("required", out var required))
        {
            foreach (string name in required.EnumerateArray().Select(name => name.GetString()!).Where(name => !value.TryGetProperty(name, out _)))
                problems.Add(PlaceOf(place, name), "is missing");
        }

        bool hasNamed = schema.TryGetProperty("properties", out var named);
        bool hasPatterns = schema.TryGetProperty("patternProperties", out var patterns);
        bool hasRest = schema.TryGetProperty("additionalProperties", out var rest);
        foreach (var property in value.EnumerateObject())
        {
            string propertyPlace = PlaceOf(place, property.Name);
            bool isKnown = hasNamed && named.TryGetProperty(property.Name, out var own);
            if (isKnown)
                Check(named.GetProperty(property.Name), property.Value, propertyPlace, problems, level);
            if (hasPatterns)
                isKnown |= CheckPatterns(patterns, property, propertyPlace, problems, level);
            if (isKnown || !hasRest)
                continue;

            if (rest.ValueKind == JsonValueKind.False)
                problems.Add(propertyPlace, hasNamed ? $"isn't one of the properties ({string.Join(", ", named.EnumerateObject().Select(known => known.Name))})" : "isn't allowed");
            else
                Check(rest, property.Value, propertyPlace, problems, level);
        }
    }

    private bool CheckPatterns(JsonElement patterns, JsonProperty property, string place, SchemaProblems problems, int level)
    {
        bool isKnown = false;
        foreach (var pattern in patterns.EnumerateObject().Where(pattern => Matches(pattern.Name, property.Name, place, problems)))
        {
            isKnown = true;
            Check(pattern.Value, property.Value, place, problems, level);
        }

        return isKnown;
    }

    private static string PlaceOf(string place, string name) => $"{place}/{name.Replace("~", "~0").Replace("/", "~1")}";
}
