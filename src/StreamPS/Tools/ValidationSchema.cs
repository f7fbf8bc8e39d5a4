using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace StreamPS.Tools;

/// <summary>Says in a schema what PowerShell's validation attributes say, so that the model sees it before and not after.</summary>
internal static class ValidationSchema
{
    /// <summary>Adds to the schema of a parameter or a property. With lists, most attributes are about the items.</summary>
    public static void Add(Dictionary<string, object?> schema, Type type, IEnumerable<Attribute> attributes)
    {
        bool isList = schema.TryGetValue("items", out object? items);
        var one = isList ? (Dictionary<string, object?>)items! : schema;
        var oneType = (isList ? TypeSchema.GetItemType(type) : null) ?? type;
        foreach (var attribute in attributes)
        {
            switch (attribute)
            {
                case ValidateSetAttribute set:
                    AddChoices(one, set.ValidValues.Select(value => Convert(value, oneType)).ToArray());
                    break;
                case ValidateRangeAttribute range:
                    AddNumber(one, "minimum", range.MinRange);
                    AddNumber(one, "maximum", range.MaxRange);
                    break;
                case ValidateLengthAttribute length when IsText(one):
                    one["minLength"] = length.MinLength;
                    one["maxLength"] = length.MaxLength;
                    break;
                case ValidatePatternAttribute pattern when IsText(one):
                    AddPattern(one, pattern);
                    break;
                case ValidateCountAttribute count when isList:
                    schema["minItems"] = count.MinLength;
                    schema["maxItems"] = count.MaxLength;
                    break;
                case ValidateNotNullOrEmptyAttribute when isList:
                    Raise(schema, "minItems");
                    break;
                case ValidateNotNullOrEmptyAttribute when IsText(schema):
                    Raise(schema, "minLength");
                    break;
            }
        }
    }

    private static bool IsText(Dictionary<string, object?> schema) => schema.TryGetValue("type", out object? type) && type is "string";

    private static void Raise(Dictionary<string, object?> schema, string word)
    {
        if (!schema.ContainsKey(word))
            schema[word] = 1;
    }

    private static void AddChoices(Dictionary<string, object?> schema, object[] choices)
    {
        // A parameter without a type takes anything, and then it's the set that says what it is.
        if (!schema.ContainsKey("type") && choices.All(choice => choice is string))
            schema["type"] = "string";
        schema["enum"] = choices;
    }

    private static void AddNumber(Dictionary<string, object?> schema, string word, object? limit)
    {
        if (limit is IConvertible number and not (string or char or DateTime))
            schema[word] = System.Convert.ToDecimal(number, CultureInfo.InvariantCulture);
    }

    // Parameters of numbers take the texts of a set as numbers.
    private static object Convert(string value, Type type) =>
        decimal.TryParse(value, NumberStyles.Number, CultureInfo.InvariantCulture, out decimal number) && LanguagePrimitives.TryConvertTo(value, type, CultureInfo.InvariantCulture, out object converted) && converted is IConvertible and not (string or char)
            ? number
            : value;

    // A schema's patterns tell capitals from small letters, and PowerShell's don't unless they're told to.
    private static void AddPattern(Dictionary<string, object?> schema, ValidatePatternAttribute pattern)
    {
        bool isExact = !pattern.Options.HasFlag(RegexOptions.IgnoreCase);
        if (isExact)
            schema["pattern"] = pattern.RegexPattern;
        else if (LetterCase.TryIgnore(pattern.RegexPattern, out string both))
            schema["pattern"] = both;
    }
}
