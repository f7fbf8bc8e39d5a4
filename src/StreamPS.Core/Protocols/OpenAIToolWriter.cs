using System.Collections.Generic;
using System.Text.Json;
using StreamPS.Tools;

namespace StreamPS.Protocols;

/// <summary>Writes tools, and what an answer has to look like, in the form that OpenAI gave them and others took over.</summary>
internal static class OpenAIToolWriter
{
    /// <summary>The name of the schema, where a format wants one.</summary>
    public const string AnswerName = "answer";

    public static void WriteTools(Utf8JsonWriter writer, RequestBodyWriter body, IReadOnlyList<ChatTool> tools)
    {
        if (tools.Count == 0 || !body.Begins("tools"))
            return;

        writer.WriteStartArray();
        foreach (var tool in tools)
        {
            writer.WriteStartObject();
            writer.WriteString("type", "function");
            writer.WriteStartObject("function");
            WriteNames(writer, tool);
            writer.WritePropertyName("parameters");
            tool.Parameters.Definition.WriteTo(writer);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes whether tools have to be called.</summary>
    public static void WriteChoice(Utf8JsonWriter writer, RequestBodyWriter body, ToolChoice? choice)
    {
        if (choice is null || !body.Begins("tool_choice"))
            return;

        if (choice.Word is not null)
        {
            writer.WriteStringValue(choice.Word);
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("type", "function");
        writer.WriteStartObject("function");
        writer.WriteString("name", choice.Name);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Writes a tool's name, and its description if it has one.</summary>
    public static void WriteNames(Utf8JsonWriter writer, ChatTool tool)
    {
        writer.WriteString("name", tool.Name);
        if (tool.Description.Length > 0)
            writer.WriteString("description", tool.Description);
    }

    public static void WriteAnswer(Utf8JsonWriter writer, RequestBodyWriter body, AnswerFormat? answer, AnswerWay way)
    {
        if (answer is null || way == AnswerWay.Words || !body.Begins("response_format"))
            return;

        writer.WriteStartObject();
        writer.WriteString("type", way == AnswerWay.Schema ? "json_schema" : "json_object");
        if (way == AnswerWay.Schema)
        {
            writer.WriteStartObject("json_schema");
            WriteSchema(writer, answer);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes a schema with its name. Strict services refuse schemas that leave something open, so that strictness is asked for only without.</summary>
    public static void WriteSchema(Utf8JsonWriter writer, AnswerFormat answer)
    {
        writer.WriteString("name", AnswerName);
        writer.WritePropertyName("schema");
        answer.Schema.Definition.WriteTo(writer);
        writer.WriteBoolean("strict", answer.IsStrict);
    }
}
