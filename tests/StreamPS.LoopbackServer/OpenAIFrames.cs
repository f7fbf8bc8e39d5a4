using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace StreamPS.LoopbackServer;

/// <summary>The frames of an OpenAI-compatible chat stream, as events with <c>data: </c> and line feeds.</summary>
public static class OpenAIFrames
{
    /// <summary>The id of every chunk.</summary>
    public const string Id = "chatcmpl-1";

    /// <summary>The model of every chunk.</summary>
    public const string Model = "test-model";

    /// <summary>The end marker.</summary>
    public const string Done = "data: [DONE]\n\n";

    private const string ChunkStart =
        $$"""{"id":"{{Id}}","object":"chat.completion.chunk","created":1698999575,"model":"{{Model}}",""";

    private static readonly JsonSerializerOptions AsServicesEscape = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The first chunk of a choice.</summary>
    public static string Role(int index = 0) => Delta("""{"role":"assistant","content":""}""", index);

    /// <summary>A piece of the answer.</summary>
    public static string Content(string text, int index = 0) => Delta($$"""{"content":{{Quote(text)}}}""", index);

    /// <summary>A piece of the reasoning, by the name that most services give it.</summary>
    public static string Reasoning(string text, int index = 0) => Delta($$"""{"reasoning_content":{{Quote(text)}}}""", index);

    /// <summary>The first fragment of a tool call: id, name and maybe the arguments' beginning.</summary>
    public static string ToolCall(int callIndex, string id, string name, string arguments = "", int index = 0) => Delta(
        $$$"""{"tool_calls":[{"index":{{{callIndex}}},"id":{{{Quote(id)}}},"type":"function","function":{"name":{{{Quote(name)}}},"arguments":{{{Quote(arguments)}}}}}]}""",
        index);

    /// <summary>A later fragment of a tool call: more of its arguments.</summary>
    public static string ToolCallArguments(int callIndex, string arguments, int index = 0) => Delta(
        $$$"""{"tool_calls":[{"index":{{{callIndex}}},"function":{"arguments":{{{Quote(arguments)}}}}}]}""",
        index);

    /// <summary>The last chunk of a choice.</summary>
    public static string Finish(string reason = "stop", int index = 0) =>
        Chunk($$$"""{"index":{{{index}}},"delta":{},"finish_reason":{{{Quote(reason)}}}}""");

    /// <summary>The last chunk of a choice with the usage inside it, as Moonshot sends it.</summary>
    public static string FinishWithUsage(int promptTokens, int completionTokens, string reason = "stop", int index = 0) => Chunk(
        $$$"""{"index":{{{index}}},"delta":{},"finish_reason":{{{Quote(reason)}}},"usage":{{{UsageJson(promptTokens, completionTokens)}}}}""");

    /// <summary>The chunk with usage and no choices that follows the last one when <c>include_usage</c> was asked for.</summary>
    public static string Usage(int promptTokens, int completionTokens) =>
        Frame($$"""{{ChunkStart}}"choices":[],"usage":{{UsageJson(promptTokens, completionTokens)}}}""");

    /// <summary>An error in mid-stream.</summary>
    public static string Error(string message, string type = "server_error", string? code = null) => Frame(
        $$$"""{"error":{"message":{{{Quote(message)}}},"type":{{{Quote(type)}}},"param":null,"code":{{{(code is null ? "null" : Quote(code))}}}}}""");

    /// <summary>A chunk with one choice whose <c>delta</c> is the JSON given.</summary>
    public static string Delta(string deltaJson, int index = 0) =>
        Chunk($$"""{"index":{{index}},"delta":{{deltaJson}},"finish_reason":null}""");

    /// <summary>A chunk whose <c>choices</c> are the JSON given, without the brackets.</summary>
    public static string Chunk(string choicesJson) => Frame($$"""{{ChunkStart}}"choices":[{{choicesJson}}]}""");

    /// <summary>An event with any data of one line.</summary>
    public static string Frame(string data) => $"data: {data}\n\n";

    private static string UsageJson(int promptTokens, int completionTokens) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"prompt_tokens":{{promptTokens}},"completion_tokens":{{completionTokens}},"total_tokens":{{promptTokens + completionTokens}}}""");

    private static string Quote(string text) => JsonSerializer.Serialize(text, AsServicesEscape);
}
