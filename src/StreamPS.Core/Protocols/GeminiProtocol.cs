using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using System.Text.RegularExpressions;
using StreamPS.Transport;

namespace StreamPS.Protocols;

/// <summary>Gemini's streamGenerateContent.</summary>
internal sealed class GeminiProtocol : IChatProtocol
{
    private const string Collection = "models/";
    private const string StreamOption = "alt=sse";

    private static readonly Regex OwnPath = new(@"/(models|tunedModels)/[^/]+:(streamGenerateContent|generateContent)/*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    private static readonly Regex OwnOption = new("(^|&)alt=[^&]*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <summary>No header is documented; gateways send one.</summary>
    public IReadOnlyList<string> RequestIdHeaders { get; } = ["x-request-id"];

    public IEnumerable<KeyValuePair<string, string>> Headers => [];

    public IEnumerable<KeyValuePair<string, string>> StreamHeaders { get; } = [new("Accept", SseReader.MediaType)];

    /// <summary>The protocol's own path has a model in it, any model, and its own option is in the query.</summary>
    public Uri GetBaseUri(Uri address) => OwnPath.Match(address.AbsolutePath) is { Success: true } path
        ? new UriBuilder(address)
        {
            Path = address.AbsolutePath.Substring(0, path.Index),
            Query = OwnOption.Replace(address.Query.TrimStart('?'), "").TrimStart('&'),
        }.Uri
        : address;

    /// <summary>The address has the model in it, and asks for an event stream: without that the reply is one JSON array.</summary>
    /// <exception cref="ChatInputException">No model is named.</exception>
    public Uri GetEndpoint(Uri baseUri, ChatRequest request, RequestFormat format)
    {
        var address = new UriBuilder(EndpointPath.Append(GetBaseUri(baseUri), $"/{GetPath(format.Model)}:streamGenerateContent"));
        string query = address.Query.TrimStart('?');
        if (!query.Contains(StreamOption, StringComparison.OrdinalIgnoreCase))
            address.Query = query.Length == 0 ? StreamOption : $"{query}&{StreamOption}";
        return address.Uri;
    }

    public IEnumerable<KeyValuePair<string, string>> GetAuthorization(string key)
    {
        yield return new KeyValuePair<string, string>("x-goog-api-key", key);
    }

    public void WriteRequest(Utf8JsonWriter writer, ChatRequest request, RequestFormat format) => GeminiRequestWriter.Write(writer, request);

    /// <summary>Never: usage comes unasked.</summary>
    public bool RejectsUsageOption(ServiceError error) => false;

    public EventReader CreateReader(Stream body) => new SseReader(body);

    public ChatDecoder CreateDecoder(ChatRequest request, RequestFormat format) => new GeminiDecoder(request.Count ?? 1);

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
