using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace StreamPS.LoopbackServer;

/// <summary>
/// A chat service on 127.0.0.1 that does what the test says: it takes any request, remembers it, and plays the scripted reply over a real socket.
/// </summary>
public sealed class ChatServer : IAsyncDisposable
{
    private readonly RequestLog _log = new();
    private readonly ReplyScript _script = new();
    private readonly Lock _arrival = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _stopRequested = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ControlApi? _control;
    private LoopbackKestrel? _kestrel;

    private ChatServer(ChatServerOptions options) => _control = options.ControlApi ? new ControlApi(this) : null;

    /// <summary>Where it listens: <c>http://127.0.0.1:port</c>.</summary>
    public Uri Address => Kestrel.FindAddress(Uri.UriSchemeHttp)!;

    /// <summary>What a provider calls its base: <c>http://127.0.0.1:port/v1</c>.</summary>
    public Uri BaseUri => new(Address, "/v1");

    /// <summary>Where it listens with TLS; null without a certificate.</summary>
    public Uri? SecureAddress => Kestrel.FindAddress(Uri.UriSchemeHttps);

    /// <summary>The requests so far, in the order of arrival. A request counts once its body has been read.</summary>
    public IReadOnlyList<ReceivedRequest> Requests => _log.ToList();

    /// <summary>The connections that clients hold open, idle ones included.</summary>
    public int OpenConnections => Kestrel.Connections.Open;

    internal Task StopRequested => _stopRequested.Task;

    internal CancellationToken Stopping => _stopping.Token;

    private LoopbackKestrel Kestrel => _kestrel ?? throw new InvalidOperationException("The server has not started.");

    /// <summary>Starts a server on a free port.</summary>
    public static async Task<ChatServer> StartAsync(ChatServerOptions? options = null)
    {
        options ??= new ChatServerOptions();
        var server = new ChatServer(options);
        server._kestrel = await LoopbackKestrel.StartAsync(server.AnswerAsync, options.Protocols, options.Certificate);
        return server;
    }

    /// <summary>Queues replies: each serves one request, first come first served.</summary>
    public void Respond(params ReadOnlySpan<Reply> replies)
    {
        foreach (Reply reply in replies)
            _script.Enqueue(path: null, reply);
    }

    /// <summary>Queues replies for requests of one path, such as <c>/v1/models</c>. They go before replies that are for any path.</summary>
    public void Respond(string path, params ReadOnlySpan<Reply> replies)
    {
        foreach (Reply reply in replies)
            _script.Enqueue(path, reply);
    }

    /// <summary>Sets the reply of every request for which none is queued.</summary>
    public void RespondAlways(Reply reply) => _script.SetStanding(path: null, _ => reply);

    /// <summary>Sets the reply of every request of one path for which none is queued.</summary>
    public void RespondAlways(string path, Reply reply) => _script.SetStanding(path, _ => reply);

    /// <summary>Lets the request decide: where several are in flight, their order of arrival is not the test's to know.</summary>
    public void RespondAlways(Func<ReceivedRequest, Reply> reply) => _script.SetStanding(path: null, reply);

    /// <summary>Waits until <paramref name="count"/> requests have arrived.</summary>
    /// <returns>The last of them.</returns>
    /// <exception cref="TimeoutException">They didn't, within the time-out (10 seconds if not said).</exception>
    public Task<ReceivedRequest> WaitForRequestAsync(int count = 1, TimeSpan? timeout = null) =>
        TimeLimit.From(timeout).WaitAsync(_log.WaitForAsync(count), () => $"{Requests.Count} requests of {count} have come");

    /// <summary>Waits until clients hold no more than <paramref name="atMost"/> connections open, idle ones included.</summary>
    /// <exception cref="TimeoutException">They still hold more after the time-out (10 seconds if not said).</exception>
    public Task WaitForOpenConnectionsAsync(int atMost, TimeSpan? timeout = null) =>
        TimeLimit.From(timeout).WaitAsync(Kestrel.Connections.WaitForAtMostAsync(atMost), () => $"{OpenConnections} connections are open instead of {atMost} at most");

    /// <summary>Forgets replies and requests. Exchanges in progress go on.</summary>
    public void Clear()
    {
        _script.Clear();
        _log.Clear();
    }

    /// <summary>Cuts the exchanges in progress and closes every connection.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
            return;

        await _stopping.CancelAsync();
        await Kestrel.DisposeAsync();
        _stopping.Dispose();
    }

    internal void Respond(string? path, bool always, Reply reply)
    {
        if (always)
            _script.SetStanding(path, _ => reply);
        else
            _script.Enqueue(path, reply);
    }

    internal void RequestStop() => _stopRequested.TrySetResult();

    private async Task AnswerAsync(HttpContext context)
    {
        if (_control is not null && context.Request.Path.StartsWithSegments("/control", out PathString rest))
        {
            await _control.AnswerAsync(context, rest);
            return;
        }

        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        string body = await reader.ReadToEndAsync(context.RequestAborted);

        ReceivedRequest request;
        Func<ReceivedRequest, Reply>? script;
        lock (_arrival)
        {
            // Together, so that the nth request gets the nth reply.
            request = _log.Add(context, body);
            script = _script.Take(request.Path);
        }

        try
        {
            Reply reply = script?.Invoke(request) ?? NothingScripted(request);
            await using var exchange = new Exchange(context, request, reply, _stopping.Token);
            await exchange.PlayAsync();
        }
        finally
        {
            request.End(RequestEndKind.ServerClosed);
        }
    }

    private static Reply NothingScripted(ReceivedRequest request)
    {
        var error = new { error = new { message = $"No reply is scripted for {request.Method} {request.Path}.", type = "no_reply_scripted" } };
        return Reply.Json(StatusCodes.Status500InternalServerError, JsonSerializer.Serialize(error));
    }
}
