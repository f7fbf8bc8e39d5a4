using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using StreamPS.Protocols;
using StreamPS.Tokens;
using StreamPS.Tools;
using StreamPS.Transport;

namespace StreamPS.Streaming;

/// <summary>What is asked of a service and how the answers begin: what is sent, when, and what an error answer means.</summary>
internal sealed class ChatExchange
{
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

    /// <summary>Tells which limit has stopped the reply; null when none has.</summary>
    public Func<ChatErrorKind?>? Limit { get; set; }

    public ChatProvider Provider => _client.Provider;

    public TimeProvider Clock => _client.Options.Clock;

    public Action<ChatTraceLevel, string>? Trace => _client.Options.Trace;

    public ChatTimeouts Timeouts => _client.Options.Timeouts;

    public string? Model => Request.Model ?? Provider.DefaultModel;

    public string? RequestId => _response?.GetHeader(Protocol.RequestIdHeaders) is { } id ? Mask(id) : null;

    /// <summary>The status of the last response, or null.</summary>
    public HttpStatusCode? StatusCode => _response?.StatusCode;

    /// <summary>When the first request was sent.</summary>
    public DateTimeOffset StartedAt { get; private set; }

    public IChatProtocol Protocol => _client.Protocol;

    public ChatDecoder CreateDecoder() => Protocol.CreateDecoder(Request, GetFormat(ContinuationWay.None, askForUsage: true));

    /// <summary>What decides about requests after the first one.</summary>
    public StreamRecovery CreateRecovery() => new(_client, Request);

    /// <summary>Says that the stream begins now, and looks whether there is anything to ask.</summary>
    /// <exception cref="ChatException">There isn't, or it's more than allowed.</exception>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        StartedAt = Clock.GetUtcNow();
        Request.Check();
        if (Request.MaxPromptTokens is not { } limit)
            return;

        var count = await _client.CountTokensAsync(Request, cancellationToken).ConfigureAwait(false);
        if (count.TotalTokens > limit)
            throw new ChatInputException(ChatErrorKind.PromptTooLong, $"The request has {count.TotalTokens} tokens, and {limit} are allowed. It wasn't sent.");
    }

    /// <summary>The first request as it would be sent, without secrets.</summary>
    public ChatRequestPreview Preview()
    {
        var headers = _client.StreamHeaders.Select(header => new KeyValuePair<string, string>(header.Key, _client.Secrets.Apply(header.Value)));
        string body = Encoding.UTF8.GetString(WriteBody(Request, GetFormat(ContinuationWay.None, Provider.UsageOption)));
        return new ChatRequestPreview(new Uri(Mask(MaskedAddress.Of(GetEndpoint(ContinuationWay.None)))), headers.ToArray(), Mask(body));
    }

    /// <summary>Sends a request and waits for a response that is no error.</summary>
    /// <param name="continuation">What is asked for, when it isn't the first request.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ChatException">The request can't be sent, the service wasn't reached, or it answered with an error.</exception>
    public async Task<ChatResponse> OpenAsync(Continuation? continuation, CancellationToken cancellationToken)
    {
        _response = null;
        var endpoint = GetEndpoint(continuation?.Way ?? ContinuationWay.None);
        bool askForUsage = Provider.UsageOption && _client.Options.Memory.SupportsUsageOption(endpoint);
        _response = await SendAsync(endpoint, continuation, askForUsage, cancellationToken).ConfigureAwait(false);
        if (_response.IsSuccess)
            return _response;

        var error = await ReadErrorAsync(cancellationToken).ConfigureAwait(false);
        if (!askForUsage || !IsComplaint(_response.StatusCode) || !Protocol.RejectsUsageOption(error))
            throw ToException(error);

        _client.Options.Memory.RememberWithoutUsageOption(endpoint);
        _response = await SendAsync(endpoint, continuation, askForUsage: false, cancellationToken).ConfigureAwait(false);
        return _response.IsSuccess ? _response : throw ToException(await ReadErrorAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The exception for an error that the service sent, as its answer or in the middle of the stream.</summary>
    public ChatServiceException ToException(ServiceError error) => ServiceFailure.ToException(_client, _response!, error);

    /// <summary>Sets the usage of a completion that has none, if that is wanted.</summary>
    public Task EstimateUsageAsync(ChatCompletion completion, CancellationToken cancellationToken) =>
        _client.Options.EstimateUsage ? UsageEstimate.AddToAsync(completion, _client, Request, cancellationToken) : Task.CompletedTask;

    /// <summary>A text from outside without secrets in it.</summary>
    public string Mask(string text) => _client.Secrets.Apply(text);

    /// <summary>The same for a text that may have been cut.</summary>
    public string MaskExcerpt(string text) => _client.Secrets.ApplyToExcerpt(text);

    private static bool IsComplaint(HttpStatusCode status) => (int)status is 400 or 422;

    private Uri GetEndpoint(ContinuationWay way)
    {
        var baseUri = Provider.BaseUri!;
        if (way == Provider.Continuation && Provider.ContinuationPath is { } path)
            baseUri = new Uri(baseUri, path);
        return Protocol.GetEndpoint(baseUri, Request, GetFormat(way, askForUsage: true));
    }

    private async Task<ChatResponse> SendAsync(Uri endpoint, Continuation? continuation, bool askForUsage, CancellationToken cancellationToken)
    {
        byte[] body = WriteBody(continuation?.Request ?? Request, GetFormat(continuation?.Way ?? ContinuationWay.None, askForUsage));
        Trace?.Invoke(ChatTraceLevel.Request, Mask($"POST {MaskedAddress.Of(endpoint)}, model {Model ?? "(none)"}, attempt {++_attempts}"));
        Trace?.Invoke(ChatTraceLevel.Wire, Mask("Request: " + Encoding.UTF8.GetString(body)));
        var message = new ChatHttpRequest(endpoint, _client.StreamHeaders, body) { Model = Model, Limit = Limit };
        var response = await _client.Transport.SendAsync(message, cancellationToken).ConfigureAwait(false);
        Trace?.Invoke(ChatTraceLevel.Request, $"HTTP {(int)response.StatusCode} after {(Clock.GetUtcNow() - StartedAt).TotalMilliseconds:0} ms, request id {Mask(response.GetHeader(Protocol.RequestIdHeaders) ?? "(none)")}");
        return response;
    }

    private byte[] WriteBody(ChatRequest request, RequestFormat format)
    {
        using var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body, RequestBodyWriter.JsonOptions))
        {
            Protocol.WriteRequest(writer, AnswerWays.Apply(request, format.AnswerWay), format);
        }

        return body.ToArray();
    }

    private RequestFormat GetFormat(ContinuationWay continuation, bool askForUsage) => new()
    {
        Model = Model,
        Continuation = continuation,
        AskForUsage = askForUsage,
        MaxTokensField = Provider.MaxTokensField,
        SeedField = Provider.SeedField,
        MayBeCumulative = Provider.MayBeCumulative,
        AnswerWay = AnswerWays.Choose(Provider, Request.Answer),
    };

    private Task<ServiceError> ReadErrorAsync(CancellationToken cancellationToken) => ServiceFailure.ReadAsync(_client, _response!, cancellationToken);
}
