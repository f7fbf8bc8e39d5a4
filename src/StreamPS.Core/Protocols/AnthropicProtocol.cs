using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using StreamPS.Transport;

namespace StreamPS.Protocols;

/// <summary>Anthropic's Messages.</summary>
internal sealed class AnthropicProtocol : IChatProtocol
{
    private const string Path = "/messages";

    // Newer versions exist; this is the one that every service of this format knows.
    private const string Version = "2023-06-01";

    public IReadOnlyList<string> RequestIdHeaders { get; } = ["request-id", "x-request-id"];

    public IEnumerable<KeyValuePair<string, string>> Headers { get; } = [new("anthropic-version", Version)];

    public IEnumerable<KeyValuePair<string, string>> StreamHeaders { get; } = [new("Accept", SseReader.MediaType)];

    public Uri GetBaseUri(Uri address) => EndpointPath.Remove(address, Path);

    public Uri GetEndpoint(Uri baseUri, ChatRequest request, RequestFormat format) => EndpointPath.Append(baseUri, Path);

    public IEnumerable<KeyValuePair<string, string>> GetAuthorization(string key)
    {
        yield return new KeyValuePair<string, string>("x-api-key", key);
    }

    public void WriteRequest(Utf8JsonWriter writer, ChatRequest request, RequestFormat format) =>
        AnthropicRequestWriter.Write(writer, request, format);

    /// <summary>Never: usage comes unasked.</summary>
    public bool RejectsUsageOption(ServiceError error) => false;

    public EventReader CreateReader(Stream body) => new SseReader(body);

    public ChatDecoder CreateDecoder(ChatRequest request, RequestFormat format) => new AnthropicDecoder();
}
