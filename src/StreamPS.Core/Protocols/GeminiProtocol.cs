using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace StreamPS.Protocols;

/// <summary>Gemini's streamGenerateContent.</summary>
internal sealed class GeminiProtocol : WireFormat
{
    private const string Collection = "models/";
    private const string StreamOption = "alt=sse";

    private static readonly Regex OwnPath = new(@"/(models|tunedModels)/[^/]+:(streamGenerateContent|generateContent)/*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    private static readonly Regex OwnOption = new("(^|&)alt=[^&]*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    protected override string Path => "/models/{model}:streamGenerateContent";

    /// <summary>No header is documented; gateways send one.</summary>
    public override IReadOnlyList<string> RequestIdHeaders { get; } = ["x-request-id"];

    /// <summary>The protocol's own path has a model in it, any model, and its own option is in the query.</summary>
    public override Uri GetBaseUri(Uri address) => OwnPath.Match(address.AbsolutePath) is { Success: true } path
        ? new UriBuilder(address)
        {
            Path = address.AbsolutePath.Substring(0, path.Index),
            Query = OwnOption.Replace(address.Query.TrimStart('?'), "").TrimStart('&'),
        }.Uri
        : address;

    /// <summary>The address has the model in it, and asks for an event stream: without that the reply is one JSON array.</summary>
    /// <exception cref="ChatInputException">No model is named.</exception>
    public override Uri GetEndpoint(Uri baseUri, ChatRequest request, RequestFormat format)
    {
        var address = new UriBuilder(EndpointPath.Append(GetBaseUri(baseUri), $"/{GetPath(format.Model)}:streamGenerateContent"));
        string query = address.Query.TrimStart('?');
        if (!query.Contains(StreamOption, StringComparison.OrdinalIgnoreCase))
            address.Query = query.Length == 0 ? StreamOption : $"{query}&{StreamOption}";
        return address.Uri;
    }

    public override IEnumerable<KeyValuePair<string, string>> GetAuthorization(string key) => [new("x-goog-api-key", key)];

    public override void WriteRequest(Utf8JsonWriter writer, ChatRequest request, RequestFormat format) => GeminiRequestWriter.Write(writer, request);

    public override ChatDecoder CreateDecoder(ChatRequest request, RequestFormat format) => new GeminiDecoder(request.Count ?? 1);

    /// <summary>The path of a model. The service's list names models by their path, as it does tuned ones, and both are given here.</summary>
    /// <exception cref="ChatInputException">No model is named.</exception>
    public static string GetPath(string? model)
    {
        if (string.IsNullOrWhiteSpace(model))
            throw new ChatInputException(ChatErrorKind.InvalidRequest, "The Gemini format has the model in its address: name the model to ask.");

        string name = Uri.EscapeDataString(model!.Trim()).Replace("%2F", "/");
        return name.Contains(Collection, StringComparison.OrdinalIgnoreCase) ? name.TrimStart('/') : Collection + name;
    }
}
