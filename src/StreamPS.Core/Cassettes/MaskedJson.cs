using System.IO;
using System.Text.Json;
using StreamPS.Protocols;

namespace StreamPS.Cassettes;

/// <summary>JSON without the texts of fields whose names say that they're secrets: services take keys of other services in their bodies.</summary>
internal static class MaskedJson
{
    // A body stands inside a line, whose own depth the reader limits to 64.
    private static readonly JsonDocumentOptions Shallow = new() { MaxDepth = 48 };

    /// <summary>Reads a text.</summary>
    /// <returns>The value without secrets; null when the text isn't JSON, or is nested too deeply to stand in a line.</returns>
    public static JsonElement? TryParse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Shallow);
            using var masked = new MemoryStream();
            using (var writer = new Utf8JsonWriter(masked, RequestBodyWriter.JsonOptions))
                Write(writer, document.RootElement);
            using var result = JsonDocument.Parse(masked.ToArray());
            return result.RootElement.Clone();
        }
        catch (System.Exception exception) when (exception is JsonException or System.InvalidOperationException)
        {
            return null;
        }
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var field in value.EnumerateObject())
                {
                    writer.WritePropertyName(field.Name);
                    if (field.Value.ValueKind == JsonValueKind.String && SecretNames.Includes(field.Name))
                        writer.WriteStringValue(SecretMask.Text);
                    else
                        Write(writer, field.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
