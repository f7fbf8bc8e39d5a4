using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using StreamPS.Transport;

namespace StreamPS.Protocols;

/// <summary>OpenAI's Responses.</summary>
internal sealed class OpenAIResponsesProtocol : IChatProtocol
{
    private const string Path = "/responses";

    public IReadOnlyList<string> RequestIdHeaders { get; } = ["x-request-id", "apim-request-id"];

    public IEnumerable<KeyValuePair<string, string>> Headers => [];

    public IEnumerable<KeyValuePair<string, string>> StreamHeaders { get; } = [new("Accept", SseReader.MediaType)];

    public Uri GetBaseUri(Uri address) => EndpointPath.Remove(address, Path);

    public Uri GetEndpoint(Uri baseUri, ChatRequest request, RequestFormat format) => EndpointPath.Append(baseUri, Path);

    public IEnumerable<KeyValuePair<string, string>> GetAuthorization(string key)
    {
        yield return new KeyValuePair<string, string>("Authorization", "Bearer " + key);
    }

    public void WriteRequest(Utf8JsonWriter writer, ChatRequest request, RequestFormat format) =>
        ResponsesRequestWriter.Write(writer, request, format);

    /// <summary>Never: usage comes unasked.</summary>
    public bool RejectsUsageOption(ServiceError error) => false;

    public EventReader CreateReader(Stream body) => new SseReader(body);

    public ChatDecoder CreateDecoder(ChatRequest request, RequestFormat format) => new ResponsesDecoder();
}
