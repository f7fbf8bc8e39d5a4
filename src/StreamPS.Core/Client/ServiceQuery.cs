using System;
using System.IO;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using StreamPS.Protocols;
using StreamPS.Streaming;
using StreamPS.Transport;

namespace StreamPS;

/// <summary>A question to a service whose answer is one short JSON document. It's retried and limited in time as chat requests are.</summary>
/// <typeparam name="T">What is read from the answer.</typeparam>
internal sealed class ServiceQuery<T>
    where T : class
{
    private const int LongestAnswer = 16 * 1024 * 1024;

    private readonly ChatClient _client;
    private readonly Uri _endpoint;
    private readonly byte[]? _body;
    private readonly string _subject;
    private readonly Func<JsonElement, T?> _read;

    /// <param name="client">The service.</param>
    /// <param name="endpoint">The address to ask.</param>
    /// <param name="body">The body, JSON; null makes the request a GET.</param>
    /// <param name="subject">What is asked for, in words.</param>
    /// <param name="read">Reads the answer; null when it isn't what was asked for.</param>
    public ServiceQuery(ChatClient client, Uri endpoint, byte[]? body, string subject, Func<JsonElement, T?> read)
    {
        _client = client;
        _endpoint = endpoint;
        _body = body;
        _subject = subject;
        _read = read;
    }

    /// <summary>Asks.</summary>
    /// <exception cref="ChatException">The service wasn't reached, took too long, answered with an error or with something else.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<T> AskAsync(CancellationToken cancellationToken)
    {
        var time = _client.Options.Timeouts.Total;
        using var limit = new TimeLimit(_client.Options.Clock, time, cancellationToken);
        var retries = new RetrySchedule(_client);
        try
        {
            while (true)
            {
                await retries.WaitForTurnAsync(limit.Token).ConfigureAwait(false);
                try
                {
                    return await AskOnceAsync(limit.Token).ConfigureAwait(false);
                }
                catch (ChatException exception) when (retries.TryAgain(exception))
                {
                    // The next turn comes.
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ChatConnectionException(ChatErrorKind.TimedOut, $"The {_subject} took longer than the {time!.Value.TotalSeconds:0.###} s allowed for it.");
        }
    }

    private async Task<T> AskOnceAsync(CancellationToken cancellationToken)
    {
        using var abort = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = new StallTimer(_client.Options.Clock, _client.Options.Timeouts, abort.CancelUnlessDisposed);
        try
        {
            Trace(ChatTraceLevel.Request, $"{(_body is null ? "GET" : "POST")} {MaskedAddress.Of(_endpoint)}");
            if (_body is not null)
                Trace(ChatTraceLevel.Wire, "Request: " + Encoding.UTF8.GetString(_body));
            var request = new ChatHttpRequest(_endpoint, _client.Headers, _body) { Limit = () => timer.Failure?.Kind };
            using var response = await _client.Transport.SendAsync(request, abort.Token).ConfigureAwait(false);
            Trace(ChatTraceLevel.Request, $"HTTP {(int)response.StatusCode}, request id {response.GetHeader(_client.Protocol.RequestIdHeaders) ?? "(none)"}");
            if (!response.IsSuccess)
                throw ServiceFailure.ToException(_client, response, await ServiceFailure.ReadAsync(_client, response, abort.Token).ConfigureAwait(false));

            byte[] answer = await ReadBodyAsync(response, abort.Token).ConfigureAwait(false);
            Trace(ChatTraceLevel.Wire, "Answer: " + Encoding.UTF8.GetString(answer));
            return ReadAnswer(response, answer);
        }
        catch (OperationCanceledException) when (timer.Failure is not null && !cancellationToken.IsCancellationRequested)
        {
            throw timer.Failure;
        }
    }

    private T ReadAnswer(ChatResponse response, byte[] answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);
            if (_read(document.RootElement) is { } result)
                return result;
            if (ServiceErrorReader.TryRead(answer, out var error))
                throw ServiceFailure.ToException(_client, response, error);
        }
        catch (JsonException)
        {
            // What it is instead is said below.
        }

        string text = _client.Secrets.Apply(Encoding.UTF8.GetString(answer));
        throw new ChatStreamException(ChatErrorKind.ProtocolError, $"{_client.Provider.Name} answered with something that is no {_subject}: {ServiceErrorReader.Excerpt(text)}");
    }

    private static async Task<byte[]> ReadBodyAsync(ChatResponse response, CancellationToken cancellationToken)
    {
        using var answer = new MemoryStream();
        byte[] buffer = new byte[16 * 1024];
        try
        {
            int read;
            while ((read = await response.Body.ReadAsync(buffer.AsMemory(), cancellationToken).ConfigureAwait(false)) > 0)
            {
                answer.Write(buffer, 0, read);
                if (answer.Length > LongestAnswer)
                    throw new ChatStreamException(ChatErrorKind.ProtocolError, $"The service's answer is longer than {LongestAnswer} bytes.");
            }
        }
        catch (Exception exception) when (BodyFailures.Includes(exception))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw ConnectionFailures.InBody(exception);
        }

        return answer.ToArray();
    }

    private void Trace(ChatTraceLevel level, string text) => _client.Options.Trace?.Invoke(level, _client.Secrets.Apply(text));
}
