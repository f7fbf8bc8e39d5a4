using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace StreamPS.Transport;

/// <summary>A response whose headers have arrived and whose body is still to be read. Disposing it closes the connection, unless the body was read to its end.</summary>
internal sealed class ChatResponse : IDisposable
{
    private const int ReleaseBytes = 4096;
    private static readonly TimeSpan ReleaseTime = TimeSpan.FromSeconds(1);

    private readonly HttpResponseMessage _message;
    private readonly CancellationTokenRegistration _abort;

    private ChatResponse(HttpResponseMessage message, Stream body, CancellationTokenRegistration abort)
    {
        _message = message;
        Body = body;
        _abort = abort;
    }

    public HttpStatusCode StatusCode => _message.StatusCode;

    public bool IsSuccess => _message.IsSuccessStatusCode;

    public Uri? Location => _message.Headers.Location;

    public Stream Body { get; }

    public static async Task<ChatResponse> OpenAsync(HttpResponseMessage message, CancellationToken cancellationToken)
    {
        var body = await message.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
#if NET
        return new ChatResponse(message, body, abort: default);
#else
        // .NET Framework's response stream doesn't look at the token while it waits for bytes.
        return new ChatResponse(message, body, cancellationToken.Register(message.Dispose));
#endif
    }

    /// <summary>The first value of the first of the headers that is there.</summary>
    public string? GetHeader(IEnumerable<string> names) => names.Select(GetHeader).FirstOrDefault(value => value is not null);

    public string? GetHeader(string name) => _message.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    /// <summary>What the headers say, at the time given, about sending the request again.</summary>
    public RetryAdvice GetRetryAdvice(DateTimeOffset now) => RetryAdvice.Read(GetHeader, now);

    /// <summary>
    /// Disposes the response after reading what follows the end marker: as a rule that's the end of the body, already there or about to
    /// come, and only a body that was read to its end leaves its connection to the next request. It doesn't make the caller wait.
    /// </summary>
    public async Task ReleaseAsync(TimeProvider clock)
    {
        // Disposing it from the timer ends the read on .NET Framework, too, where a token wouldn't.
        using var timer = clock.CreateTimer(state => ((IDisposable)state!).Dispose(), this, ReleaseTime, Timeout.InfiniteTimeSpan);
        byte[] rest = new byte[ReleaseBytes];
        try
        {
            for (int total = 0, read = -1; read != 0 && total < ReleaseBytes; total += read)
                read = await Body.ReadAsync(rest.AsMemory(), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (BodyFailures.Includes(exception))
        {
            // The reply is whole: what happens to its connection now concerns nobody.
        }

        Dispose();
    }

    public void Dispose()
    {
        _abort.Dispose();
        _message.Dispose();
    }
}
