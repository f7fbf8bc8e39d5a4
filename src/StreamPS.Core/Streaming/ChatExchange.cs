using System;
using System.IO;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using StreamPS.Protocols;
using StreamPS.Transport;

namespace StreamPS.Streaming;

/// <summary>One request and the opening of its response: what is sent, when, and what an error answer means.</summary>
internal sealed class ChatExchange
{
    // The body goes to a JSON parser and not into a page: text is sent as it is, which for most languages halves it.
    private static readonly JsonWriterOptions JsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ChatClient _client;
    private ChatResponse? _response;
    private int _attempts;

    public ChatExchange(ChatClient client, ChatRequest request)
    {
        _client = client;
        Request = request;
    }

    public ChatRequest Request { get; }

    /// <summary>What the body passes through on its way to the reader; null when nothing does.</summary>
    public Func<Stream, Stream>? Tap { get; init; }

    public ChatProvider Provider => _client.Provider;

    public TimeProvider Clock => _client.Options.Clock;

    public Action<ChatTraceLevel, string>? Trace => _client.Options.Trace;

    public TimeSpan? Timeout => _client.Options.Timeout;

    public string? Model => Request.Model ?? Provider.DefaultModel;

    public string? RequestId => _response?.GetHeader(Protocol.RequestIdHeaders) is { } id ? Mask(id) : null;

    public DateTimeOffset StartedAt { get; private set; }

    public IChatProtocol Protocol => _client.Protocol;

    public ChatDecoder CreateDecoder() => Protocol.CreateDecoder(Request, GetFormat(askForUsage: true));

    /// <summary>Sends the request and waits for a response that is no error.</summary>
    /// <exception cref="ChatException">The request can't be sent, the service wasn't reached, or it answered with an error.</exception>
    public async Task<ChatResponse> OpenAsync(CancellationToken cancellationToken)
    {
        Check();
        StartedAt = Clock.GetUtcNow();
        var endpoint = Protocol.GetEndpoint(Provider.BaseUri!, Request, GetFormat(askForUsage: true));
        bool askForUsage = Provider.UsageOption && _client.Options.Memory.SupportsUsageOption(endpoint);
        _response = await SendAsync(endpoint, askForUsage, cancellationToken).ConfigureAwait(false);
        if (_response.IsSuccess)
            return _response;

        var error = await ReadErrorAsync(cancellationToken).ConfigureAwait(false);
        if (!askForUsage || !IsComplaint(_response.StatusCode) || !Protocol.RejectsUsageOption(error))
            throw ToException(error);

        _client.Options.Memory.RememberWithoutUsageOption(endpoint);
        _response = await SendAsync(endpoint, askForUsage: false, cancellationToken).ConfigureAwait(false);
        return _response.IsSuccess ? _response : throw ToException(await ReadErrorAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The exception for an error that the service sent, as its answer or in the middle of the stream.</summary>
    public ChatServiceException ToException(ServiceError error) => ServiceFailure.ToException(_client, _response!, error);

    /// <summary>A text from outside without secrets in it.</summary>
    public string Mask(string text) => _client.Secrets.Apply(text);

    private static bool IsComplaint(HttpStatusCode status) => (int)status is 400 or 422;

    private void Check()
    {
        if (Request.Messages.Count == 0)
            throw new ChatInputException(ChatErrorKind.InvalidRequest, "There is nothing to ask: the request has no messages.");

        foreach (var message in Request.Messages)
        {
            if (message.Role == ChatRole.User && string.IsNullOrWhiteSpace(message.Content) && message.Images.Count == 0)
                throw new ChatInputException(ChatErrorKind.InvalidRequest, "There is nothing to ask: a user message is empty.");
        }
    }

    private async Task<ChatResponse> SendAsync(Uri endpoint, bool askForUsage, CancellationToken cancellationToken)
    {
        byte[] body = WriteBody(askForUsage);
        Trace?.Invoke(ChatTraceLevel.Request, Mask($"POST {endpoint.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped)}, model {Model ?? "(none)"}, attempt {++_attempts}"));
        Trace?.Invoke(ChatTraceLevel.Wire, Mask("Request: " + Encoding.UTF8.GetString(body)));
        var response = await _client.Transport.SendAsync(new ChatHttpRequest(endpoint, _client.Headers, body), cancellationToken).ConfigureAwait(false);
        Trace?.Invoke(ChatTraceLevel.Request, $"HTTP {(int)response.StatusCode} after {(Clock.GetUtcNow() - StartedAt).TotalMilliseconds:0} ms, request id {Mask(response.GetHeader(Protocol.RequestIdHeaders) ?? "(none)")}");
        return response;
    }

    private byte[] WriteBody(bool askForUsage)
    {
        using var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body, JsonOptions))
        {
            Protocol.WriteRequest(writer, Request, GetFormat(askForUsage));
        }

        return body.ToArray();
    }

    private RequestFormat GetFormat(bool askForUsage) => new()
    {
        Model = Model,
        AskForUsage = askForUsage,
        MaxTokensField = Provider.MaxTokensField,
        SeedField = Provider.SeedField,
        MayBeCumulative = Provider.MayBeCumulative,
    };

    private Task<ServiceError> ReadErrorAsync(CancellationToken cancellationToken) => ServiceFailure.ReadAsync(_client, _response!, cancellationToken);
}
