using System;
using System.Text;
using StreamPS.Transport;

namespace StreamPS;

/// <summary>Tells of a query what is told of a stream: what is sent, and what comes back, without secrets.</summary>
internal readonly struct QueryTrace
{
    private readonly ChatClient _client;
    private readonly long _start;

    public QueryTrace(ChatClient client)
    {
        _client = client;
        _start = client.Options.Clock.GetTimestamp();
    }

    private Action<ChatTraceLevel, string>? Trace => _client.Options.Trace;

    public void Sending(ChatHttpRequest request)
    {
        string method = request.Body is null ? "GET" : "POST";
        Trace?.Invoke(ChatTraceLevel.Request, Mask($"{method} {MaskedAddress.Of(request.Address)}"));
        if (request.Body is not null)
            Trace?.Invoke(ChatTraceLevel.Wire, Mask("Request: " + Encoding.UTF8.GetString(request.Body)));
    }

    public void Received(ChatResponse response) => Trace?.Invoke(
        ChatTraceLevel.Request,
        Mask($"HTTP {(int)response.StatusCode} after {_client.Options.Clock.GetElapsedTime(_start).TotalMilliseconds:0} ms, request id {response.GetHeader(_client.Protocol.RequestIdHeaders) ?? "(none)"}"));

    public void Read(byte[] answer) => Trace?.Invoke(ChatTraceLevel.Wire, Mask("Body: " + Encoding.UTF8.GetString(answer)));

    private string Mask(string text) => _client.Secrets.Apply(text);
}
