using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace StreamPS.LoopbackServer;

/// <summary>A request as it came in, and what became of it.</summary>
public sealed class ReceivedRequest
{
    private readonly TaskCompletionSource<RequestEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private readonly Waiters _waiters = new();
    private long _bytesWritten;
    private bool _isBlocked;

    internal ReceivedRequest(int index, HttpContext context, string body)
    {
        Index = index;
        Method = context.Request.Method;
        Path = context.Request.Path.Value ?? "";
        Query = context.Request.QueryString.Value ?? "";
        Headers = context.Request.Headers.ToDictionary(
            header => header.Key,
            header => header.Value.ToString(),
            StringComparer.OrdinalIgnoreCase);
        Body = body;
        Protocol = context.Request.Protocol;
        ConnectionId = context.Connection.Id;
    }

    /// <summary>Its place in the order of arrival, from 0.</summary>
    public int Index { get; }

    /// <summary>The HTTP method.</summary>
    public string Method { get; }

    /// <summary>The path, decoded, without the query.</summary>
    public string Path { get; }

    /// <summary>The query as sent, with its question mark; empty without one.</summary>
    public string Query { get; }

    /// <summary>The headers, found in any casing. Several values of one name are joined by commas.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>The body as text.</summary>
    public string Body { get; }

    /// <summary>The body as JSON.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public JsonElement Json => JsonElement.Parse(Body);

    /// <summary>Such as <c>HTTP/1.1</c>.</summary>
    public string Protocol { get; }

    /// <summary>The same for requests that shared a connection.</summary>
    public string ConnectionId { get; }

    /// <summary>When its last byte was read, by <see cref="Stopwatch.GetTimestamp"/>.</summary>
    public long Arrived { get; } = Stopwatch.GetTimestamp();

    /// <summary>The bytes of the reply's body (as encoded, without chunk headers) that the socket has taken. Stops growing when the client stops reading.</summary>
    public long BytesWritten => Interlocked.Read(ref _bytesWritten);

    /// <summary>
    /// Completes when the exchange has ended. A client that hangs up when it has read the last bytes may be seen as
    /// <see cref="RequestEndKind.Completed"/> or as <see cref="RequestEndKind.ClientClosed"/>; end the script with a stall to tell.
    /// </summary>
    public Task<RequestEnd> Ended => _ended.Task;

    /// <summary>Waits for <see cref="Ended"/>.</summary>
    /// <exception cref="TimeoutException">The exchange goes on after the time-out (10 seconds if not said).</exception>
    public Task<RequestEnd> WaitForEndAsync(TimeSpan? timeout = null) =>
        TimeLimit.From(timeout).WaitAsync(Ended, () => $"{this} hasn't ended");

    /// <summary>
    /// Waits until the client doesn't read: a write is under way that the socket hasn't taken for <see cref="WireStream.Patience"/>. What has been
    /// blocked and goes on again doesn't count.
    /// </summary>
    /// <exception cref="TimeoutException">That isn't so within the time-out (10 seconds if not said).</exception>
    /// <exception cref="InvalidOperationException">The exchange ended instead.</exception>
    public Task WaitForBlockedAsync(TimeSpan? timeout = null) =>
        WaitForAsync(() => _isBlocked, "hasn't been held up by its reader", timeout);

    /// <summary>Waits until <see cref="BytesWritten"/> is more than <paramref name="bytes"/>.</summary>
    /// <exception cref="TimeoutException">That isn't so within the time-out (10 seconds if not said).</exception>
    /// <exception cref="InvalidOperationException">The exchange ended before.</exception>
    public Task WaitForMoreThanAsync(long bytes, TimeSpan? timeout = null) =>
        WaitForAsync(() => _bytesWritten > bytes, $"hasn't written more than {bytes} bytes", timeout);

    /// <summary>For the messages of failures.</summary>
    public override string ToString() => $"Request {Index} ({Method} {Path}, {BytesWritten} bytes written)";

    internal void CountWritten(int bytes)
    {
        lock (_lock)
        {
            _bytesWritten += bytes;
            _waiters.Notify();
        }
    }

    internal void SetBlocked(bool isBlocked)
    {
        lock (_lock)
        {
            _isBlocked = isBlocked;
            _waiters.Notify();
        }
    }

    // The first end counts: aborting the connection afterwards looks like a client that went.
    internal void End(RequestEndKind kind) =>
        _ended.TrySetResult(new RequestEnd(kind, Stopwatch.GetTimestamp(), DateTimeOffset.UtcNow, BytesWritten));

    private async Task WaitForAsync(Func<bool> condition, string complaint, TimeSpan? timeout)
    {
        Task met;
        lock (_lock)
            met = _waiters.WaitForAsync(condition);

        Task first = await TimeLimit.From(timeout).WaitAsync(Task.WhenAny(met, Ended), () => $"{this} {complaint}");
        if (first != met)
            throw new InvalidOperationException($"{this} {complaint}, and has ended: {(await Ended).Kind}.");
    }
}
