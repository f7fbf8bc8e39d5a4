using System.Linq;
using System.Text.Json;

namespace StreamPS.Demo;

/// <summary>What the Demo service takes from a request.</summary>
internal sealed class DemoQuestion
{
    /// <summary>The last user message.</summary>
    public string Prompt { get; private init; } = "";

    /// <summary>The texts of all messages together, in words.</summary>
    public int WordCount { get; private init; }

    /// <summary>The limit for the reply, in tokens.</summary>
    public int MaxTokens { get; private init; } = int.MaxValue;

    /// <summary>How many replies are asked for.</summary>
    public int Count { get; private init; } = 1;

    /// <summary>The model that is asked.</summary>
    public string Model { get; private init; } = ChatProvider.DemoName;

    /// <summary>The first tool offered, as long as no result has come; null when there is none.</summary>
    public DemoTool? Tool { get; private init; }

    /// <summary>The result of a tool, when that's the last message; otherwise null.</summary>
    public string? ToolResult { get; private init; }

    /// <summary>The beginning of the reply that is to be continued; null when a whole one is asked for.</summary>
    public string? Beginning { get; private init; }

    /// <summary>The schema that the answer has to fit, or null.</summary>
    public JsonElement? AnswerSchema { get; private init; }

    /// <summary>Whether usage is asked for.</summary>
    public bool IncludeUsage { get; private init; }

    public static DemoQuestion Read(JsonElement body)
    {
        var messages = body.TryGetProperty("messages", out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : default;
        var texts = messages
            .Where(message => message.ValueKind == JsonValueKind.Object)
            .Select(message => (Role: Text(message, "role"), Content: Text(message, "content")))
            .ToList();
        var last = texts.LastOrDefault();
        string? result = last.Role == "tool" ? last.Content : null;
        return new DemoQuestion
        {
            Tool = result is null ? DemoTool.Find(body) : null,
            ToolResult = result,
            Beginning = last.Role == "assistant" ? last.Content : null,
            AnswerSchema = Field(Field(Field(body, "response_format"), "json_schema"), "schema")?.Clone(),
            Prompt = texts.LastOrDefault(text => text.Role == "user").Content ?? "",
            WordCount = texts.Sum(text => text.Content.Split(' ').Length),
            MaxTokens = Number(body, "max_tokens") ?? int.MaxValue,
            Count = Number(body, "n") ?? 1,
            Model = Text(body, "model"),
            IncludeUsage = body.TryGetProperty("stream_options", out _),
        };
    }

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static JsonElement? Field(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } fields && fields.TryGetProperty(name, out var value) ? value : null;

    private static int? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) ? number : null;
}
