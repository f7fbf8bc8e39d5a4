using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using StreamPS.Relay.Http;
using StreamPS.Tools;

namespace StreamPS.Relay;

/// <summary>Makes requests to the service of what clients send, with what the relay's owner has said about them.</summary>
internal sealed class QuestionReader
{
    // Fields that have their place in a request, or none.
    private static readonly HashSet<string> Known =
    [
        "model", "messages", "stream", "stream_options", "temperature", "top_p", "max_tokens", "max_completion_tokens", "n", "stop", "seed",
        "presence_penalty", "frequency_penalty", "tools", "tool_choice", "response_format",
    ];

    private readonly ChatRelayOptions _options;
    private readonly bool _takesOpenAIFields;

    public QuestionReader(ChatRelayOptions options, ChatProvider provider)
    {
        _options = options;
        _takesOpenAIFields = provider.Protocol == ChatProtocol.OpenAIChat;
    }

    /// <summary>Reads <c>{"message"}</c>.</summary>
    /// <exception cref="HttpRefusal">It isn't as it has to be.</exception>
    public ChatRequest ReadMessage(byte[] body)
    {
        using var document = RequestJson.ParseObject(body);
        return Create([ReadMessage(document.RootElement) ?? throw HttpRefusal.Malformed("message is missing.")], model: null);
    }

    /// <summary>Reads <c>{"message","model"?}</c> or <c>{"messages","model"?}</c>.</summary>
    /// <exception cref="HttpRefusal">It isn't as it has to be.</exception>
    public ChatRequest ReadChat(byte[] body)
    {
        using var document = RequestJson.ParseObject(body);
        var root = document.RootElement;
        var message = ReadMessage(root);
        bool hasMessages = root.Field("messages") is not null;
        if (message is not null == hasMessages)
            throw HttpRefusal.Malformed(hasMessages ? "message and messages are both there: send one." : "message is missing, and so is messages.");
        return Create(message is not null ? [message] : MessageReader.Read(root), root.Text("model"));
    }

    /// <summary>Reads an OpenAI-compatible request.</summary>
    /// <exception cref="HttpRefusal">It isn't as it has to be.</exception>
    /// <exception cref="ChatInputException">Tools or a schema can't be sent to the service.</exception>
    public CompletionQuestion ReadCompletion(byte[] body)
    {
        using var document = RequestJson.ParseObject(body);
        var root = document.RootElement;
        var extra = new Dictionary<string, object?>();
        var tools = new List<ChatTool>();
        AnswerFormat? answer = null;
        if (_takesOpenAIFields)
        {
            PassOn(root, extra);
        }
        else
        {
            tools.AddRange(ToolReader.ReadTools(root));
            answer = ToolReader.ReadAnswer(root);
        }

        var own = new ChatRequest(MessageReader.Read(root))
        {
            Temperature = root.Number("temperature", 0, 2),
            TopP = root.Number("top_p", 0, 1),
            MaxTokens = (int?)(root.Whole("max_completion_tokens", 1, int.MaxValue) ?? root.Whole("max_tokens", 1, int.MaxValue)),
            Count = (int?)root.Whole("n", 1, 128),
            Stop = ReadStop(root),
            Seed = root.Whole("seed"),
            PresencePenalty = root.Number("presence_penalty", -2, 2),
            FrequencyPenalty = root.Number("frequency_penalty", -2, 2),
            Tools = tools,
            ToolChoice = ToolReader.ReadChoice(root),
            Answer = answer,
            ExtraBody = extra,
        };
        return new CompletionQuestion(Create(own.Messages, root.Text("model"), own))
        {
            Streams = root.Flag("stream"),
            IncludesUsage = root.Object("stream_options")?.Flag("include_usage") ?? false,
        };
    }

    private static ChatMessage? ReadMessage(JsonElement root)
    {
        if (root.Text("message") is not { } text)
            return null;
        return text.Trim().Length > 0 ? ChatMessage.User(text) : throw HttpRefusal.Malformed("message is empty.");
    }

    private static string[] ReadStop(JsonElement root)
    {
        if (root.Field("stop") is not { } stop)
            return [];
        return stop.ValueKind == JsonValueKind.String ? [stop.AsText("stop")] : [.. root.List("stop").Select((text, i) => text.AsText($"stop[{i}]"))];
    }

    // A service of the same format understands what this doesn't know.
    private static void PassOn(JsonElement root, Dictionary<string, object?> extra)
    {
        foreach (var field in root.EnumerateObject())
        {
            if (field.Value.ValueKind != JsonValueKind.Null && (!Known.Contains(field.Name) || field.Name is "tools" or "response_format"))
                extra[field.Name] = field.Value.Clone();
        }
    }

    private ChatRequest Create(IReadOnlyList<ChatMessage> messages, string? model, ChatRequest? own = null)
    {
        var defaults = _options.Defaults;
        bool hasInstructions = messages.Any(message => message.Role is ChatRole.System or ChatRole.Developer);
        return new ChatRequest(hasInstructions ? messages : [.. defaults.Messages, .. messages])
        {
            Model = _options.Model ?? model ?? defaults.Model,
            MaxPromptTokens = defaults.MaxPromptTokens,
            MaxCharacters = defaults.MaxCharacters,
            StopPattern = defaults.StopPattern,
            Temperature = own?.Temperature ?? defaults.Temperature,
            TopP = own?.TopP ?? defaults.TopP,
            MaxTokens = own?.MaxTokens < (defaults.MaxTokens ?? int.MaxValue) ? own.MaxTokens : defaults.MaxTokens,
            Stop = own?.Stop.Count > 0 ? own.Stop : defaults.Stop,
            Seed = own?.Seed ?? defaults.Seed,
            Count = own?.Count,
            PresencePenalty = own?.PresencePenalty ?? defaults.PresencePenalty,
            FrequencyPenalty = own?.FrequencyPenalty ?? defaults.FrequencyPenalty,
            Tools = own?.Tools ?? [],
            ToolChoice = own?.ToolChoice,
            Answer = own?.Answer,
            ExtraBody = Merge(own?.ExtraBody, defaults.ExtraBody),
        };
    }

    private static IReadOnlyDictionary<string, object?> Merge(IReadOnlyDictionary<string, object?>? own, IReadOnlyDictionary<string, object?> defaults)
    {
        if (own is null || own.Count == 0)
            return defaults;

        var all = own.ToDictionary(field => field.Key, field => field.Value);
        foreach (var field in defaults)
            all[field.Key] = field.Value;
        return all;
    }
}
