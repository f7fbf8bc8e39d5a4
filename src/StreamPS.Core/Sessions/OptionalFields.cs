using System.Text.Json;

namespace StreamPS;

/// <summary>Fields of our own files that are left out where there is nothing to say.</summary>
internal static class OptionalFields
{
    /// <summary>Writes a text, unless it's null.</summary>
    public static void WriteOptional(this Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
            writer.WriteString(name, value);
    }

    /// <summary>Writes a number, unless it's null.</summary>
    public static void WriteOptional(this Utf8JsonWriter writer, string name, double? value)
    {
        if (value is not null)
            writer.WriteNumber(name, value.Value);
    }

    /// <summary>A text; null when the field isn't there.</summary>
    public static string? OptionalText(this JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;

    /// <summary>A number; null when the field isn't there.</summary>
    public static double? OptionalNumber(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.GetDouble() : null;
}
