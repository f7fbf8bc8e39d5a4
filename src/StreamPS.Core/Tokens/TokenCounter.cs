using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using StreamPS.Protocols;

namespace StreamPS.Tokens;

/// <summary>A service's endpoint that counts tokens: where it is, what of a request it wants, and where the count stands in its answer.</summary>
internal abstract class TokenCounter
{
    private static readonly Dictionary<string, TokenCounter> Counters = new(StringComparer.Ordinal)
    {
        ["Moonshot"] = new RequestTokenCounter("/tokenizers/estimate-token-count", ChatProtocol.OpenAIChat, ["model", "messages", "tools"], "data", "total_tokens"),
        ["OpenAI"] = new RequestTokenCounter(
            "/responses/input_tokens",
            ChatProtocol.OpenAIResponses,
            ["model", "input", "instructions", "tools", "text", "reasoning", "conversation", "previous_response_id", "truncation", "parallel_tool_calls", "tool_choice"],
            "input_tokens"),
        ["Anthropic"] = new RequestTokenCounter(
            "/messages/count_tokens",
            ChatProtocol.Anthropic,
            ["model", "messages", "system", "tools", "tool_choice", "thinking", "output_config"],
            "input_tokens"),
        ["DashScope"] = new RequestTokenCounter("/tokenizer", ChatProtocol.DashScope, ["model", "input"], "usage", "input_tokens"),
        ["VLLM"] = new RequestTokenCounter("/tokenize", ChatProtocol.OpenAIChat, ["model", "messages", "tools", "chat_template_kwargs"], "count") { IsAtRoot = true },
        ["LlamaCpp"] = new TextTokenCounter(),
        ["Gemini"] = new GeminiTokenCounter(),
    };

    /// <summary>The path behind the service's base address.</summary>
    public abstract string Path { get; }

    /// <summary>Whether the path stands at the server's root, beside the <c>/v1</c> of its other endpoints.</summary>
    public bool IsAtRoot { get; init; }

    /// <summary>The counter of a name in the providers' data.</summary>
    public static TokenCounter Get(string name) => Counters[name];

    /// <summary>The counter of a wire format, for services of which nothing else is known; null when the format has none.</summary>
    public static TokenCounter? Find(ChatProtocol protocol) => protocol switch
    {
        ChatProtocol.OpenAIResponses => Get("OpenAI"),
        ChatProtocol.Anthropic => Get("Anthropic"),
        ChatProtocol.DashScope => Get("DashScope"),
        ChatProtocol.Gemini => Get("Gemini"),
        _ => null,
    };

    /// <summary>The address to ask.</summary>
    public virtual Uri GetEndpoint(Uri baseUri, string? model)
    {
        const string Version = "/v1";
        string before = baseUri.AbsolutePath.TrimEnd('/');
        if (IsAtRoot && before.EndsWith(Version, StringComparison.OrdinalIgnoreCase))
            baseUri = new UriBuilder(baseUri) { Path = before.Substring(0, before.Length - Version.Length) }.Uri;
        return EndpointPath.Append(baseUri, Path);
    }

    /// <summary>Writes the body.</summary>
    /// <exception cref="ChatInputException">The request has something that the service's format can't carry.</exception>
    public abstract void WriteBody(Utf8JsonWriter writer, ChatRequest request, RequestFormat format);

    /// <summary>The count in an answer; null when there is none.</summary>
    public abstract int? Read(JsonElement answer);

    /// <summary>The body of the chat request that is to be counted.</summary>
    protected static JsonDocument WriteRequest(ChatProtocol protocol, ChatRequest request, RequestFormat format)
    {
        using var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body, RequestBodyWriter.JsonOptions))
            ChatProtocols.Get(protocol).WriteRequest(writer, request, format);
        return JsonDocument.Parse(body.ToArray());
    }

    /// <summary>Writes those fields of a chat request that count.</summary>
    protected static void WriteFields(Utf8JsonWriter writer, JsonElement request, Func<string, bool> counts)
    {
        foreach (var field in request.EnumerateObject().Where(field => counts(field.Name)))
            field.WriteTo(writer);
    }

    /// <summary>A whole number, which some services write as a text.</summary>
    protected static int? ReadNumber(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetInt32(out int number) => number,
        JsonValueKind.String when int.TryParse(value.GetString(), out int number) => number,
        _ => null,
    };
}
