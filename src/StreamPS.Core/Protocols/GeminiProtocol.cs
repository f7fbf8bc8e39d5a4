using System;
using System.Collections.Generic;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>Gemini's streamGenerateContent.</summary>
internal sealed class GeminiProtocol : WireFormat
{
    private const string Collection = "models/";
    private const string StreamOption = "alt=sse";

    /// <summary>No header is documented; gateways send one.</summary>
    public override IReadOnlyList<string> RequestIdHeaders { get; } = ["x-request-id"];

    /// <summary>The address has the model in it, and asks for an event stream: without that the reply is one JSON array.</summary>
    /// <exception cref="ChatInputException">No model is named.</exception>
    public override Uri GetEndpoint(Uri baseUri, ChatRequest request, RequestFormat format)
    {
        if (string.IsNullOrWhiteSpace(format.Model))
            throw new ChatInputException(ChatErrorKind.InvalidRequest, "The Gemini format has the model in its address: name the model to ask.");

        var address = new UriBuilder(EndpointPath.Append(baseUri, $"/{GetPath(format.Model!)}:streamGenerateContent"));
        string query = address.Query.TrimStart('?');
        if (!query.Contains(StreamOption, StringComparison.OrdinalIgnoreCase))
            address.Query = query.Length == 0 ? StreamOption : $"{query}&{StreamOption}";
        return address.Uri;
    }

    public override IEnumerable<KeyValuePair<string, string>> GetAuthorization(string key) => [new("x-goog-api-key", key)];

    public override void WriteRequest(Utf8JsonWriter writer, ChatRequest request, RequestFormat format) => GeminiRequestWriter.Write(writer, request);

    public override ChatDecoder CreateDecoder(ChatRequest request, RequestFormat format) => new GeminiDecoder(request.Count ?? 1);

    // The service's list names models by their path, as it does tuned ones, and both are given here.
    private static string GetPath(string model)
    {
        string name = Uri.EscapeDataString(model.Trim()).Replace("%2F", "/");
        return name.Contains(Collection, StringComparison.OrdinalIgnoreCase) ? name.TrimStart('/') : Collection + name;
    }
}
