using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using StreamPS.Transport;

namespace StreamPS.Protocols;

/// <summary>DashScope's own text generation, and its twin for messages with images.</summary>
internal sealed class DashScopeProtocol : IChatProtocol
{
    private const string TextPath = "/services/aigc/text-generation/generation";
    private const string MultimodalPath = "/services/aigc/multimodal-generation/generation";

    public IReadOnlyList<string> RequestIdHeaders { get; } = ["x-request-id", "x-dashscope-request-id"];

    public IEnumerable<KeyValuePair<string, string>> Headers => [];

    public IEnumerable<KeyValuePair<string, string>> StreamHeaders { get; } = [new("Accept", SseReader.MediaType), new("X-DashScope-SSE", "enable")];

    public Uri GetBaseUri(Uri address) => EndpointPath.Remove(EndpointPath.Remove(address, TextPath), MultimodalPath);

    /// <summary>The text endpoint, or the multimodal one when a message has an image. An address that names the multimodal one stays: some models have no other.</summary>
    public Uri GetEndpoint(Uri baseUri, ChatRequest request, RequestFormat format)
    {
        bool isMultimodal = HasImages(request) || EndpointPath.IsIn(baseUri, MultimodalPath);
        return EndpointPath.Append(GetBaseUri(baseUri), isMultimodal ? MultimodalPath : TextPath);
    }

    public IEnumerable<KeyValuePair<string, string>> GetAuthorization(string key)
    {
        yield return new KeyValuePair<string, string>("Authorization", "Bearer " + key);
    }

    public void WriteRequest(Utf8JsonWriter writer, ChatRequest request, RequestFormat format) =>
        DashScopeRequestWriter.Write(writer, request, format, asParts: HasImages(request));

    /// <summary>Never: usage comes unasked.</summary>
    public bool RejectsUsageOption(ServiceError error) => false;

    public EventReader CreateReader(Stream body) => new SseReader(body);

    public ChatDecoder CreateDecoder(ChatRequest request, RequestFormat format) => new DashScopeDecoder(request.Count ?? 1);

    private static bool HasImages(ChatRequest request) => request.Messages.Any(message => message.Images.Count > 0);
}
