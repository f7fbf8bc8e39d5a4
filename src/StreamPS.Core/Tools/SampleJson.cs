using System;
using System.Linq;
using System.Text.Json;

namespace StreamPS.Tools;

/// <summary>Makes up values that fit a schema, for the Demo provider: the first of several choices, the least of a range, and a text for texts.</summary>
internal static class SampleJson
{
    private const int DeepestLevel = 8;

    /// <param name="writer">Where the value goes.</param>
    /// <param name="schema">What it has to fit.</param>
    /// <param name="text">What texts say.</param>
    public static void Write(Utf8JsonWriter writer, JsonElement schema, string text) => Write(writer, schema, text, level: 0);

    private static void Write(Utf8JsonWriter writer, JsonElement schema, string text, int level)
    {
        if (schema.ValueKind != JsonValueKind.Object || level > DeepestLevel)
            writer.WriteNullValue();
        else if (schema.TryGetProperty("const", out var only))
            only.WriteTo(writer);
        else if (schema.TryGetProperty("enum", out var choices) && choices.ValueKind == JsonValueKind.Array && choices.GetArrayLength() > 0)
            choices[0].WriteTo(writer);
        else if (schema.TryGetProperty("anyOf", out var any) && any.ValueKind == JsonValueKind.Array && any.GetArrayLength() > 0)
            Write(writer, any[0], text, level + 1);
        else
            WriteType(writer, schema, text, level);
    }

    private static void WriteType(Utf8JsonWriter writer, JsonElement schema, string text, int level)
    {
        var type = schema.TryGetProperty("type", out var value) ? value : default;
        if (type.ValueKind == JsonValueKind.Array && type.GetArrayLength() > 0)
            type = type[0];
        switch (type.ValueKind == JsonValueKind.String ? type.GetString() : schema.TryGetProperty("properties", out _) ? "object" : "string")
        {
            case "string":
                writer.WriteStringValue(SayText(schema, text));
                break;
            case "integer" or "number":
                writer.WriteNumberValue(schema.TryGetProperty("minimum", out var least) && least.TryGetDouble(out double number) ? number : 1);
                break;
            case "boolean":
                writer.WriteBooleanValue(true);
                break;
            case "array":
                writer.WriteStartArray();
                if (schema.TryGetProperty("items", out var items))
                    Write(writer, items, text, level + 1);
                writer.WriteEndArray();
                break;
            case "null":
                writer.WriteNullValue();
                break;
            default:
                WriteObject(writer, schema, text, level);
                break;
        }
    }

    private static void WriteObject(Utf8JsonWriter writer, JsonElement schema, string text, int level)
    {
        var required = schema.TryGetProperty("required", out var names) && names.ValueKind == JsonValueKind.Array ? names.EnumerateArray().Select(name => name.ToString()).ToArray() : [];
        writer.WriteStartObject();
        if (schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in properties.EnumerateObject().Where(property => required.Contains(property.Name, StringComparer.Ordinal)))
            {
                writer.WritePropertyName(property.Name);
                Write(writer, property.Value, text, level + 1);
            }
        }

        writer.WriteEndObject();
    }

    private static string SayText(JsonElement schema, string text) =>
        schema.TryGetProperty("format", out var format) && format.ValueKind == JsonValueKind.String && format.ValueEquals("date-time") ? "2026-01-01T00:00:00Z" : text;
}
