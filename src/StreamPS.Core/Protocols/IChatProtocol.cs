using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using StreamPS.Transport;

namespace StreamPS.Protocols;

/// <summary>A wire format: how a request is written and how the events of its stream are read. It knows one vendor's JSON and nothing of HTTP connections.</summary>
internal interface IChatProtocol
{
    /// <summary>The response headers in which services of this format put their id of the request, the likeliest first.</summary>
    IReadOnlyList<string> RequestIdHeaders { get; }

    /// <summary>The headers that every request of this format has, beside those that carry the key.</summary>
    IEnumerable<KeyValuePair<string, string>> Headers { get; }

    /// <summary>The headers that ask for a stream: other requests don't have them.</summary>
    IEnumerable<KeyValuePair<string, string>> StreamHeaders { get; }

    /// <summary>What precedes the protocol's own path in an address, be it there or not.</summary>
    Uri GetBaseUri(Uri address);

    /// <summary>The address of the chat endpoint.</summary>
    /// <param name="baseUri">What precedes the protocol's own path.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="format">What the engine has decided about the request.</param>
    Uri GetEndpoint(Uri baseUri, ChatRequest request, RequestFormat format);

    /// <summary>The headers that carry the key.</summary>
    IEnumerable<KeyValuePair<string, string>> GetAuthorization(string key);

    /// <summary>Writes the body of a request.</summary>
    /// <exception cref="ChatInputException">The request has something that this format can't carry.</exception>
    void WriteRequest(Utf8JsonWriter writer, ChatRequest request, RequestFormat format);

    /// <summary>True when an error says that the service doesn't know the field that asks for usage in streams.</summary>
    bool RejectsUsageOption(ServiceError error);

    /// <summary>A reader for the body of a stream.</summary>
    EventReader CreateReader(Stream body);

    /// <summary>A decoder for one stream.</summary>
    /// <param name="request">What was asked: how many replies belong to the stream.</param>
    /// <param name="format">What the engine has decided about the request.</param>
    ChatDecoder CreateDecoder(ChatRequest request, RequestFormat format);
}
