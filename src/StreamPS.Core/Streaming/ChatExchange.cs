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
    private const int LongestErrorBody = 64 * 1024;

    // The body goes to a JSON parser and not into a page: text is sent as it is, which for most languages halves it.
    private static readonly JsonWriterOptions JsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ChatClient _client;
    private ChatResponse? _response;

    public ChatExchange(ChatClient client, ChatRequest request)
    {
        _client = client;
        Request = request;
    }

    public ChatRequest Request { get; }

    public ChatProvider Provider => _client.Provider;

    public TimeProvider Clock => _client.Options.Clock;

    public TimeSpan? Timeout => _client.Options.Timeout;

    public string? Model => Request.Model ?? Provider.DefaultModel;

    public string? RequestId => _response?.GetHeader(_client.Protocol.RequestIdHeaders);

    public DateTimeOffset StartedAt { get; private set; }

    public ChatDecoder CreateDecoder() => _client.Protocol.CreateDecoder();

    /// <summary>Sends the request and waits for a response that is no error.</summary>
    /// <exception cref="ChatException">The request can't be sent, the service wasn't reached, or it answered with an error.</exception>
    public async Task<ChatResponse> OpenAsync(CancellationToken cancellationToken)
    {
        Check();
        StartedAt = Clock.GetUtcNow();
        bool askForUsage = _client.Options.Memory.SupportsUsageOption(_client.Endpoint);
        _response = await SendAsync(askForUsage, cancellationToken).ConfigureAwait(false);
        if (_response.IsSuccess)
            return _response;

        var error = await ReadErrorAsync(cancellationToken).ConfigureAwait(false);
        if (!askForUsage || !IsComplaint(_response.StatusCode) || !_client.Protocol.RejectsUsageOption(error))
            throw ToException(error);

        _client.Options.Memory.RememberWithoutUsageOption(_client.Endpoint);
        _response = await SendAsync(askForUsage: false, cancellationToken).ConfigureAwait(false);
        return _response.IsSuccess ? _response : throw ToException(await ReadErrorAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The exception for an error that the service sent, as its answer or in the middle of the stream.</summary>
    public ChatServiceException ToException(ServiceError error)
    {
        var status = _response!.StatusCode;
        string words = Mask(error.Message is { Length: > 0 } message ? message : "it gave no reason");
        string? code = error.Code is null ? null : Mask(error.Code);
        string details = string.Join(", ", Array.FindAll([status == HttpStatusCode.OK ? "in the stream" : $"HTTP {(int)status}", code], part => !string.IsNullOrEmpty(part)));
        return new ChatServiceException(ServiceErrorKinds.Of(status, error), $"{Provider.Name} answered with an error ({details}): {words}")
        {
            StatusCode = status,
            ServiceCode = code,
            ServiceMessage = error.Message is null ? null : words,
            RetryAfter = _response.GetRetryAfter(Clock.GetUtcNow()),
        };
    }

    /// <summary>A text from outside without secrets in it.</summary>
    public string Mask(string text) => _client.Secrets.Apply(text);

    private static bool IsComplaint(HttpStatusCode status) => (int)status is 400 or 422;

    private void Check()
    {
        if (Request.Messages.Count == 0)
            throw new ChatInputException(ChatErrorKind.InvalidRequest, "There is nothing to ask: the request has no messages.");

        foreach (var message in Request.Messages)
        {
            if (message.Role == ChatRole.User && string.IsNullOrWhiteSpace(message.Content))
                throw new ChatInputException(ChatErrorKind.InvalidRequest, "There is nothing to ask: a user message is empty.");
        }
    }

    private Task<ChatResponse> SendAsync(bool askForUsage, CancellationToken cancellationToken) =>
        _client.Transport.SendAsync(new ChatHttpRequest(_client.Endpoint, _client.Headers, WriteBody(askForUsage)), cancellationToken);

    private byte[] WriteBody(bool askForUsage)
    {
        using var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body, JsonOptions))
        {
            _client.Protocol.WriteRequest(writer, Request, new RequestFormat
            {
                Model = Model,
                AskForUsage = askForUsage,
                MaxTokensField = Provider.MaxTokensField,
            });
        }

        return body.ToArray();
    }

    private async Task<ServiceError> ReadErrorAsync(CancellationToken cancellationToken)
    {
        using var response = _response!;
        using var body = new MemoryStream();
        byte[] buffer = new byte[4096];
        try
        {
            int read = -1;
            while (read != 0 && body.Length < LongestErrorBody)
            {
                read = await response.Body.ReadAsync(buffer.AsMemory(), cancellationToken).ConfigureAwait(false);
                body.Write(buffer, 0, read);
            }
        }
        catch (Exception exception) when (BodyFailures.Includes(exception))
        {
            // The status says what counts; the words that arrived are better than none.
            cancellationToken.ThrowIfCancellationRequested();
        }

        // Masked before it's cut to an excerpt: half a key is not found any more.
        string text = Mask(Encoding.UTF8.GetString(body.GetBuffer(), 0, (int)body.Length));
        return ServiceErrorReader.Read(Encoding.UTF8.GetBytes(text));
    }
}
