using System.Text.Json;

namespace StreamPS.Tools;

/// <summary>The types of JSON values, in a schema's words and in people's.</summary>
internal static class SchemaKind
{
    /// <summary>Whether a value is of a schema's type.</summary>
    public static bool Is(JsonElement value, string type) => type switch
    {
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => JsonNumber.Of(value) is { IsWhole: true },
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        _ => value.ValueKind == JsonValueKind.Null,
    };

    /// <summary>What a value is.</summary>
    public static string Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        _ => "null",
    };

    /// <summary>A schema's type.</summary>
    public static string Say(string type) => type switch
    {
        "integer" => "a whole number",
        "object" or "array" => "an " + type,
        "null" => type,
        _ => "a " + type,
    };
}
