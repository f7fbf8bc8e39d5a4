using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using StreamPS.Protocols;
using StreamPS.Transport;

namespace StreamPS.Streaming;

/// <summary>What a service's error answer means, for requests of all kinds.</summary>
internal static class ServiceFailure
{
    private const int LongestBody = 64 * 1024;

    /// <summary>Reads the body of an error answer, and disposes the response.</summary>
    public static async Task<ServiceError> ReadAsync(ChatClient client, ChatResponse response, CancellationToken cancellationToken)
    {
        using var disposed = response;
        using var body = new MemoryStream();
        byte[] buffer = new byte[4096];
        try
        {
            int read = -1;
            while (read != 0 && body.Length < LongestBody)
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

        // Masked before it's cut to an excerpt, and here it may have been cut as well.
        string text = client.Secrets.ApplyToExcerpt(Encoding.UTF8.GetString(body.GetBuffer(), 0, (int)body.Length));
        return await ReadAsync(Encoding.UTF8.GetBytes(text)).ConfigureAwait(false);
    }

    /// <summary>The exception for an error that the service sent, as its answer or in the middle of a stream.</summary>
    public static ChatServiceException ToException(ChatClient client, ChatResponse response, ServiceError error)
    {
        var status = response.StatusCode;
        string words = client.Secrets.Apply(error.Message is { Length: > 0 } message ? message : "it gave no reason");
        string where = status == HttpStatusCode.OK ? "in the stream" : $"HTTP {(int)status}";
        string? code = error.Code is null ? null : client.Secrets.Apply(error.Code);
        string details = string.IsNullOrEmpty(code) ? where : $"{where}, {code}";
        var advice = response.GetRetryAdvice(client.Options.Clock.GetUtcNow());
        return new ChatServiceException(ServiceErrorKinds.Of(status, error), $"{client.Provider.Name} answered with an error ({details}): {words}")
        {
            StatusCode = status,
            ServiceCode = code,
            ServiceMessage = error.Message is null ? null : words,
            RetryAfter = advice.Wait ?? error.RetryAfter,
            ShouldRetry = advice.ShouldRetry,
            RequestId = (response.GetHeader(client.Protocol.RequestIdHeaders) ?? error.RequestId) is { } id ? client.Secrets.Apply(id) : null,
        };
    }

    // DashScope answers with an event stream even when it refuses to begin one.
    private static async Task<ServiceError> ReadAsync(byte[] body)
    {
        if (ServiceErrorReader.TryRead(body, out var error))
            return error;

        using var events = new SseReader(new MemoryStream(body));
        while (await events.FillAsync(CancellationToken.None).ConfigureAwait(false))
        {
        }

        return FindError(events) ?? ServiceErrorReader.Read(body);
    }

    private static ServiceError? FindError(SseReader events)
    {
        while (events.TryRead(out var streamEvent) || events.TryReadRemainder(out streamEvent))
        {
            if (ServiceErrorReader.TryRead(streamEvent.Data, out var error))
                return error;
            if (streamEvent.Type.SequenceEqual("error"u8))
                return ServiceErrorReader.Read(streamEvent.Data);
        }

        return null;
    }
}
