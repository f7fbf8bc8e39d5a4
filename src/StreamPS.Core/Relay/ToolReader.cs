using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using StreamPS.Relay.Http;
using StreamPS.Tools;

namespace StreamPS.Relay;

/// <summary>Reads tools, and what an answer has to look like, for services that want them in another form.</summary>
internal static class ToolReader
{
    private const string AnyObject = """{"type":"object"}""";

    /// <exception cref="HttpRefusal">They aren't as they have to be.</exception>
    /// <exception cref="ChatInputException">They can't be sent to the service.</exception>
    public static IEnumerable<ChatTool> ReadTools(JsonElement request) => request.List("tools").Select((tool, i) => ReadTool(tool, $"tools[{i}]"));

    /// <exception cref="HttpRefusal">It isn't as it has to be.</exception>
    public static ToolChoice? ReadChoice(JsonElement request)
    {
        if (request.Field("tool_choice") is not { } choice)
            return null;

        if (choice.ValueKind == JsonValueKind.Object)
            return ToolChoice.Of(choice.Object("function")?.Text("name") ?? throw HttpRefusal.Malformed("tool_choice.function.name is missing."));
        return choice.AsText("tool_choice") switch
        {
            "auto" => ToolChoice.Auto,
            "none" => ToolChoice.None,
            "required" => ToolChoice.Required,
            _ => throw HttpRefusal.Malformed("tool_choice has to be auto, none, required or a function."),
        };
    }

    /// <exception cref="HttpRefusal">It isn't as it has to be.</exception>
    /// <exception cref="ChatInputException">The schema can't be sent to the service.</exception>
    public static AnswerFormat? ReadAnswer(JsonElement request)
    {
        if (request.Object("response_format") is not { } format)
            return null;

        return format.Text("type") switch
        {
            "text" => null,
            "json_object" => new AnswerFormat(JsonSchema.Parse(AnyObject)) { IsUnchecked = true },
            "json_schema" => new AnswerFormat(JsonSchema.FromElement(format.Object("json_schema")?.Object("schema") ?? throw HttpRefusal.Malformed("response_format.json_schema.schema is missing."))) { IsUnchecked = true },
            _ => throw HttpRefusal.Malformed("response_format.type has to be text, json_object or json_schema."),
        };
    }

    private static ChatTool ReadTool(JsonElement tool, string place)
    {
        if (tool.ValueKind != JsonValueKind.Object || tool.Text("type") != "function" || tool.Object("function") is not { } function)
            throw HttpRefusal.Malformed($"{place} has to be a function.");

        var parameters = function.Object("parameters") is { } schema ? JsonSchema.FromElement(schema) : JsonSchema.Parse(AnyObject);
        return new ChatTool(function.Text("name") ?? throw HttpRefusal.Malformed($"{place}.function.name is missing."), function.Text("description") ?? "", parameters);
    }
}
