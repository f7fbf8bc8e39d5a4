using System.Linq;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>
/// Writes a schema in the part of OpenAPI that Gemini's functions take: types in capitals, null as a mark, choices as texts, and what is referred
/// to in the place of the reference. What it has no words for is left out: the arguments are checked against the whole schema when they come.
/// </summary>
internal static class GeminiSchemaWriter
{
    // Where a schema refers to itself, it ends somewhere.
    private const int DeepestLevel = 8;

    private static readonly string[] Copied = ["title", "description", "minItems", "maxItems", "minProperties", "maxProperties", "minLength", "maxLength", "minimum", "maximum", "pattern", "required"];

    private static readonly string[] Formats = ["date-time", "enum", "int32", "int64", "float", "double"];

    public static void Write(Utf8JsonWriter writer, JsonSchema schema) => Write(writer, schema.Definition, schema, level: 0);

    private static void Write(Utf8JsonWriter writer, JsonElement schema, JsonSchema whole, int level)
    {
        schema = Resolve(schema, whole);
        writer.WriteStartObject();
        if (schema.ValueKind == JsonValueKind.Object && level <= DeepestLevel)
        {
            WriteType(writer, schema);
            foreach (var word in schema.EnumerateObject().Where(word => Copied.Contains(word.Name)))
                word.WriteTo(writer);
            WriteChoices(writer, schema);
            WriteParts(writer, schema, whole, level + 1);
        }

        writer.WriteEndObject();
    }

    private static JsonElement Resolve(JsonElement schema, JsonSchema whole)
    {
        for (int i = 0; i < DeepestLevel && schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("$ref", out var reference); i++)
            schema = whole.Find(reference.GetString()!);
        return schema;
    }

    private static void WriteType(Utf8JsonWriter writer, JsonElement schema)
    {
        string[] types = [];
        if (schema.TryGetProperty("type", out var type))
            types = type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(name => name.GetString()!).ToArray() : [type.GetString()!];

        // One type is all there is room for; what comes of others is seen when the arguments are checked.
        if (types.FirstOrDefault(name => name != "null") is { } first)
            writer.WriteString("type", first.ToUpperInvariant());
        if (types.Contains("null"))
            writer.WriteBoolean("nullable", true);
        if (schema.TryGetProperty("format", out var format) && format.ValueKind == JsonValueKind.String && Formats.Contains(format.GetString()))
            format.WriteAs(writer, "format");
    }

    private static void WriteChoices(Utf8JsonWriter writer, JsonElement schema)
    {
        var choices = schema.TryGetProperty("enum", out var list) ? list.EnumerateArray().ToArray() : schema.TryGetProperty("const", out var only) ? [only] : [];
        if (choices.Length == 0 || choices.Any(choice => choice.ValueKind != JsonValueKind.String))
            return;

        writer.WriteStartArray("enum");
        foreach (var choice in choices)
            choice.WriteTo(writer);
        writer.WriteEndArray();
    }

    private static void WriteParts(Utf8JsonWriter writer, JsonElement schema, JsonSchema whole, int level)
    {
        if (schema.TryGetProperty("properties", out var properties))
        {
            writer.WriteStartObject("properties");
            foreach (var property in properties.EnumerateObject())
            {
                writer.WritePropertyName(property.Name);
                Write(writer, property.Value, whole, level);
            }

            writer.WriteEndObject();
        }

        if (schema.TryGetProperty("items", out var items))
        {
            writer.WritePropertyName("items");
            Write(writer, items, whole, level);
        }

        if (schema.TryGetProperty("anyOf", out var any) || schema.TryGetProperty("oneOf", out any))
        {
            writer.WriteStartArray("anyOf");
            foreach (var alternative in any.EnumerateArray())
                Write(writer, alternative, whole, level);
            writer.WriteEndArray();
        }
    }

    private static void WriteAs(this JsonElement value, Utf8JsonWriter writer, string name)
    {
        writer.WritePropertyName(name);
        value.WriteTo(writer);
    }
}
