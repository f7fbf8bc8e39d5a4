using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using StreamPS.Transport;

namespace StreamPS.Protocols;

/// <summary>Chat completions as OpenAI made them and most services took them over.</summary>
internal sealed class OpenAIChatProtocol : IChatProtocol
{
    private const string Path = "/chat/completions";

    public IReadOnlyList<string> RequestIdHeaders { get; } = ["x-request-id", "msh-request-id", "apim-request-id", "x-generation-id"];

    public IEnumerable<KeyValuePair<string, string>> Headers => [];

    public IEnumerable<KeyValuePair<string, string>> StreamHeaders { get; } = [new("Accept", SseReader.MediaType)];

    public Uri GetBaseUri(Uri address) => EndpointPath.Remove(address, Path);

    public Uri GetEndpoint(Uri baseUri, ChatRequest request, RequestFormat format) => EndpointPath.Append(baseUri, Path);

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

    public EventReader CreateReader(Stream body) => new SseReader(body);

    public ChatDecoder CreateDecoder(ChatRequest request, RequestFormat format) => new OpenAIChatDecoder(format.MayBeCumulative);
}
