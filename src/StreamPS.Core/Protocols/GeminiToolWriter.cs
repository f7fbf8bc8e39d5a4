using System.Collections.Generic;
using System.Text.Json;
using StreamPS.Tools;

namespace StreamPS.Protocols;

/// <summary>Writes tools for Gemini, whose functions have no parameters at all rather than an object without properties.</summary>
internal static class GeminiToolWriter
{
    public static void WriteTools(Utf8JsonWriter writer, RequestBodyWriter body, IReadOnlyList<ChatTool> tools)
    {
        if (tools.Count == 0 || !body.Begins("tools"))
            return;

        writer.WriteStartArray();
        writer.WriteStartObject();
        writer.WriteStartArray("functionDeclarations");
        foreach (var tool in tools)
        {
            writer.WriteStartObject();
            OpenAIToolWriter.WriteNames(writer, tool);
            var parameters = tool.Parameters.Definition;
            if (parameters.TryGetProperty("properties", out var properties) && properties.EnumerateObject().MoveNext())
            {
                writer.WritePropertyName("parameters");
                GeminiSchemaWriter.Write(writer, tool.Parameters);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndArray();
    }
    /// <summary>Writes whether tools have to be called.</summary>
    public static void WriteChoice(Utf8JsonWriter writer, ToolChoice choice)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("functionCallingConfig");
        writer.WriteString("mode", choice.Word switch
        {
            "auto" => "AUTO",
            "none" => "NONE",
            _ => "ANY",
        });
        if (choice.Name is not null)
        {
            writer.WriteStartArray("allowedFunctionNames");
            writer.WriteStringValue(choice.Name);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
