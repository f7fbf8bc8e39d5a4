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
    private long _bytesWritten;

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
    public long BytesWritten => Volatile.Read(ref _bytesWritten);

    /// <summary>
    /// Completes when the exchange has ended. A client that hangs up when it has read the last bytes may be seen as
    /// <see cref="RequestEndKind.Completed"/> or as <see cref="RequestEndKind.ClientClosed"/>; end the script with a stall to tell.
    /// </summary>
    public Task<RequestEnd> Ended => _ended.Task;

    internal void CountWritten(int bytes) => Interlocked.Add(ref _bytesWritten, bytes);

    // The first end counts: aborting the connection afterwards looks like a client that went.
    internal void End(RequestEndKind kind) =>
        _ended.TrySetResult(new RequestEnd(kind, Stopwatch.GetTimestamp(), DateTimeOffset.UtcNow, BytesWritten));
}
