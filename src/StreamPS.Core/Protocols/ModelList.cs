using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>Where services list their models, and how they write the list. One reader does for all: the field names don't collide.</summary>
internal static class ModelList
{
    private static readonly string[] ContextFields = ["context_length", "max_model_len", "inputTokenLimit", "context_window"];

    /// <summary>The path of the list behind the base address; null for formats that have none.</summary>
    public static string? GetPath(ChatProtocol protocol) => protocol switch
    {
        ChatProtocol.Ollama => "/api/tags",
        ChatProtocol.DashScope => null,
        _ => "/models",
    };

    /// <summary>Reads the list: under <c>data</c> (OpenAI, Anthropic), under <c>models</c> (Gemini, Ollama), or bare.</summary>
    /// <returns>The models, by name; null when there is no list.</returns>
    public static IReadOnlyList<ChatModel>? Read(JsonElement answer, string provider) =>
        GetList(answer)?.EnumerateArray()
            .Select(entry => ReadModel(entry, provider))
            .OfType<ChatModel>()
            .OrderBy(model => model.Id, StringComparer.OrdinalIgnoreCase)
            .ToArray();

    private static JsonElement? GetList(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Array)
            return root;
        if (root.ValueKind == JsonValueKind.Object
            && (root.TryGetProperty("data", out var list) || root.TryGetProperty("models", out list))
            && list.ValueKind == JsonValueKind.Array)
        {
            return list;
        }

        return null;
    }

    private static ChatModel? ReadModel(JsonElement entry, string provider)
    {
        if (entry.ValueKind == JsonValueKind.String)
            return new ChatModel(entry.GetString()!, provider);
        if (entry.ValueKind != JsonValueKind.Object || (Text(entry, "id") ?? Text(entry, "name")) is not { } id)
            return null;

        // Gemini names its models by their path.
        const string Path = "models/";
        return new ChatModel(id.StartsWith(Path, StringComparison.Ordinal) ? id.Substring(Path.Length) : id, provider)
        {
            DisplayName = Text(entry, "display_name") ?? Text(entry, "displayName"),
            Owner = Text(entry, "owned_by"),
            ContextLength = ContextFields.Select(field => Number(entry, field)).FirstOrDefault(number => number is not null),
        };
    }

    private static string? Text(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long? Number(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) ? number : null;
}
