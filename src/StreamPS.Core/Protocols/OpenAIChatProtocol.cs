using System;
using System.Collections.Generic;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>Chat completions as OpenAI made them and most services took them over.</summary>
internal sealed class OpenAIChatProtocol : IChatProtocol
{
    private const string Path = "/chat/completions";

    public IReadOnlyList<string> RequestIdHeaders { get; } = ["x-request-id", "msh-request-id", "apim-request-id", "x-generation-id"];

    public Uri GetEndpoint(Uri baseUri)
    {
        // People paste the whole address as often as the base.
        string path = baseUri.AbsolutePath.TrimEnd('/');
        if (!path.EndsWith(Path, StringComparison.OrdinalIgnoreCase))
            path += Path;
        return new UriBuilder(baseUri) { Path = path }.Uri;
    }

    public IEnumerable<KeyValuePair<string, string>> GetAuthorization(string key)
    {
        yield return new KeyValuePair<string, string>("Authorization", "Bearer " + key);
    }

    public void WriteRequest(Utf8JsonWriter writer, ChatRequest request, RequestFormat format) =>
        OpenAIChatRequestWriter.Write(writer, request, format);

    public bool RejectsUsageOption(ServiceError error) =>
        error.Message is { } message
        && (message.Contains("stream_options", StringComparison.OrdinalIgnoreCase)
            || message.Contains("include_usage", StringComparison.OrdinalIgnoreCase));

    public ChatDecoder CreateDecoder() => new OpenAIChatDecoder();
}
