using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using StreamPS.Transport;

namespace StreamPS.Protocols;

/// <summary>DashScope's own text generation, and its twin for messages with images.</summary>
internal sealed class DashScopeProtocol : WireFormat
{
    private const string TextPath = "/services/aigc/text-generation/generation";
    private const string MultimodalPath = "/services/aigc/multimodal-generation/generation";

    protected override string Path => TextPath;

    public override IReadOnlyList<string> RequestIdHeaders { get; } = ["x-request-id", "x-dashscope-request-id"];

    public override IEnumerable<KeyValuePair<string, string>> StreamHeaders { get; } = [new("Accept", SseReader.MediaType), new("X-DashScope-SSE", "enable")];

    public override Uri GetBaseUri(Uri address) => EndpointPath.Remove(EndpointPath.Remove(address, TextPath), MultimodalPath);

    /// <summary>The text endpoint, or the multimodal one when a message has an image. An address that names the multimodal one stays: some models have no other.</summary>
    public override Uri GetEndpoint(Uri baseUri, ChatRequest request, RequestFormat format)
    {
        bool isMultimodal = HasImages(request) || EndpointPath.IsIn(baseUri, MultimodalPath);
        return EndpointPath.Append(GetBaseUri(baseUri), isMultimodal ? MultimodalPath : TextPath);
    }

    public override void WriteRequest(Utf8JsonWriter writer, ChatRequest request, RequestFormat format) =>
        DashScopeRequestWriter.Write(writer, request, format, asParts: HasImages(request));

    public override ChatDecoder CreateDecoder(ChatRequest request, RequestFormat format) => new DashScopeDecoder(request.Count ?? 1);

    private static bool HasImages(ChatRequest request) => request.Messages.Any(message => message.Images.Count > 0);
}
