using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using StreamPS.Transport;

namespace StreamPS.Protocols;

/// <summary>Ollama's own chat: a JSON document a line.</summary>
internal sealed class OllamaProtocol : IChatProtocol
{
    private const string Path = "/api/chat";

    /// <summary>Ollama sends none; gateways before it do.</summary>
    public IReadOnlyList<string> RequestIdHeaders { get; } = ["x-request-id"];

    public IEnumerable<KeyValuePair<string, string>> Headers => [];

    public IEnumerable<KeyValuePair<string, string>> StreamHeaders { get; } = [new("Accept", NdjsonReader.MediaType)];

    public Uri GetBaseUri(Uri address) => EndpointPath.Remove(address, Path);

    public Uri GetEndpoint(Uri baseUri, ChatRequest request, RequestFormat format) => EndpointPath.Append(baseUri, Path);

    /// <summary>A server of one's own needs no key; Ollama's cloud takes it like this.</summary>
    public IEnumerable<KeyValuePair<string, string>> GetAuthorization(string key)
    {
        yield return new KeyValuePair<string, string>("Authorization", "Bearer " + key);
    }

    public void WriteRequest(Utf8JsonWriter writer, ChatRequest request, RequestFormat format) =>
        OllamaRequestWriter.Write(writer, request, format);

    /// <summary>Never: usage comes unasked.</summary>
    public bool RejectsUsageOption(ServiceError error) => false;

    public EventReader CreateReader(Stream body) => new NdjsonReader(body);

    public ChatDecoder CreateDecoder(ChatRequest request, RequestFormat format) => new OllamaDecoder();
}
