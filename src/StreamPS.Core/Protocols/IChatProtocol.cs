using System;
using System.Collections.Generic;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>A wire format: how a request is written and how the events of its stream are read. It knows one vendor's JSON and nothing of HTTP connections.</summary>
internal interface IChatProtocol
{
    /// <summary>The response headers in which services of this format put their id of the request, the likeliest first.</summary>
    IReadOnlyList<string> RequestIdHeaders { get; }

    /// <summary>The address of the chat endpoint.</summary>
    /// <param name="baseUri">What precedes the protocol's own path.</param>
    Uri GetEndpoint(Uri baseUri);

    /// <summary>The headers that carry the key.</summary>
    IEnumerable<KeyValuePair<string, string>> GetAuthorization(string key);

    /// <summary>Writes the body of a request.</summary>
    void WriteRequest(Utf8JsonWriter writer, ChatRequest request, RequestFormat format);

    /// <summary>True when an error says that the service doesn't know the field that asks for usage in streams.</summary>
    bool RejectsUsageOption(ServiceError error);

    /// <summary>A decoder for one stream.</summary>
    ChatDecoder CreateDecoder();
}
