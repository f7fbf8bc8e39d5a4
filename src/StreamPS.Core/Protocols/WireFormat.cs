using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using StreamPS.Transport;

namespace StreamPS.Protocols;

/// <summary>What most wire formats have in common: an event stream, the key as a bearer token, and usage that comes unasked.</summary>
internal abstract class WireFormat : IChatProtocol
{
    public abstract IReadOnlyList<string> RequestIdHeaders { get; }

    /// <summary>The path of the chat endpoint behind the base address.</summary>
    protected abstract string Path { get; }

    public virtual IEnumerable<KeyValuePair<string, string>> Headers => [];

    public virtual IEnumerable<KeyValuePair<string, string>> StreamHeaders { get; } = [new("Accept", SseReader.MediaType)];

    public virtual Uri GetBaseUri(Uri address) => EndpointPath.Remove(address, Path);

    public virtual Uri GetEndpoint(Uri baseUri, ChatRequest request, RequestFormat format) => EndpointPath.Append(baseUri, Path);

    public virtual IEnumerable<KeyValuePair<string, string>> GetAuthorization(string key) => [new("Authorization", "Bearer " + key)];

    public abstract void WriteRequest(Utf8JsonWriter writer, ChatRequest request, RequestFormat format);

    public virtual bool RejectsUsageOption(ServiceError error) => false;

    public virtual EventReader CreateReader(Stream body) => new SseReader(body);

    public abstract ChatDecoder CreateDecoder(ChatRequest request, RequestFormat format);
}
