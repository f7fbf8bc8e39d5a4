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

    /// <summary>Whether usage is asked for.</summary>
    public bool IncludeUsage { get; private init; }

    public static DemoQuestion Read(JsonElement body)
    {
        var messages = body.TryGetProperty("messages", out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : default;
        var texts = messages
            .Where(message => message.ValueKind == JsonValueKind.Object)
            .Select(message => (Role: Text(message, "role"), Content: Text(message, "content")))
            .ToList();
        return new DemoQuestion
        {
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

    private static int? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) ? number : null;
}
