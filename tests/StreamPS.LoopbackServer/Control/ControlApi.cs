using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace StreamPS.LoopbackServer;

/// <summary>
/// Scripts a server from another process, under <c>/control</c>:
/// <list type="table">
/// <item><term>POST /replies</term><description>queues a <see cref="ReplyDocument"/> or an array of them</description></item>
/// <item><term>POST /gate/NAME</term><description>opens a gate</description></item>
/// <item><term>GET /requests</term><description>the requests so far, as <see cref="RequestDocument"/></description></item>
/// <item><term>GET /requests/N/arrived</term><description>request N once it has come</description></item>
/// <item><term>GET /requests/N/wait</term><description>request N once it has come and ended</description></item>
/// <item><term>GET /requests/N/blocked</term><description>request N once its client doesn't read</description></item>
/// <item><term>GET /requests/N/written?over=0</term><description>request N once it was sent more than that many bytes</description></item>
/// <item><term>GET /clock, GET /connections</term><description>the server's time; the connections that are open</description></item>
/// <item><term>GET /connections/wait?atMost=1</term><description>the connections that are open, once they are that few</description></item>
/// <item><term>POST /stop</term><description>ends the executable</description></item>
/// <item><term>DELETE</term><description>forgets replies, requests and gates</description></item>
/// </list>
/// What waits takes <c>timeoutMs=5000</c>, and answers 408 when the time is over, 409 when the request ended otherwise.
/// </summary>
internal sealed class ControlApi(ChatServer server)
{
    private static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(5);

    // Escapes no more than it has to: people read the errors.
    private static readonly ControlJson Json =
        new(new JsonSerializerOptions(ControlJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private readonly ConcurrentDictionary<string, Gate> _gates = new();

    public async Task AnswerAsync(HttpContext context, PathString path)
    {
        try
        {
            await RouteAsync(context, path);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, exception.Message);
        }
        catch (TimeoutException exception)
        {
            await RefuseAsync(context, StatusCodes.Status408RequestTimeout, exception.Message);
        }
        catch (InvalidOperationException exception)
        {
            await RefuseAsync(context, StatusCodes.Status409Conflict, exception.Message);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested || server.Stopping.IsCancellationRequested)
        {
            context.Abort();
        }
    }

    private async Task RouteAsync(HttpContext context, PathString path)
    {
        string[] segments = path.Value?.Split('/', StringSplitOptions.RemoveEmptyEntries) ?? [];
        switch (context.Request.Method, segments)
        {
            case ("POST", ["replies"]):
                await QueueRepliesAsync(context);
                break;
            case ("POST", ["gate", var name]):
                FindGate(name).Open();
                Accept(context);
                break;
            case ("GET", ["requests"]):
                await WriteAsync(context, server.Requests.Select(RequestDocument.Create).ToList(), Json.ListRequestDocument);
                break;
            case ("GET", ["requests", var number, "wait"]):
                await WaitForRequestAsync(context, number, (request, timeout) => request.WaitForEndAsync(timeout));
                break;
            case ("GET", ["requests", var number, "arrived"]):
                await WaitForRequestAsync(context, number, (_, _) => Task.CompletedTask);
                break;
            case ("GET", ["requests", var number, "blocked"]):
                await WaitForRequestAsync(context, number, (request, timeout) => request.WaitForBlockedAsync(timeout));
                break;
            case ("GET", ["requests", var number, "written"]):
                long bytes = ReadQuery(context, "over") ?? 0;
                await WaitForRequestAsync(context, number, (request, timeout) => request.WaitForMoreThanAsync(bytes, timeout));
                break;
            case ("GET", ["clock"]):
                await WriteAsync(context, ClockDocument.Read(), Json.ClockDocument);
                break;
            case ("GET", ["connections"]):
                await WriteAsync(context, new ConnectionsDocument(server.OpenConnections), Json.ConnectionsDocument);
                break;
            case ("GET", ["connections", "wait"]):
                await WaitAsync(context, server.WaitForOpenConnectionsAsync(ReadQuery(context, "atMost") ?? 1, ReadTimeout(context)));
                await WriteAsync(context, new ConnectionsDocument(server.OpenConnections), Json.ConnectionsDocument);
                break;
            case ("POST", ["stop"]):
                Accept(context);
                await context.Response.CompleteAsync();
                server.RequestStop();
                break;
            case ("DELETE", []):
                server.Clear();
                _gates.Clear();
                Accept(context);
                break;
            default:
                await RefuseAsync(context, StatusCodes.Status404NotFound, $"There is no {context.Request.Method} /control{path}.");
                break;
        }
    }

    private async Task QueueRepliesAsync(HttpContext context)
    {
        using JsonDocument json = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        List<ReplyDocument?> documents = json.RootElement.ValueKind == JsonValueKind.Array
            ? json.Deserialize(Json.ListReplyDocument)!
            : [json.Deserialize(Json.ReplyDocument)];
        if (documents.Contains(null))
            throw new JsonException("A reply is an object, not null.");

        // All are read before one is queued: a mistake in the second must not leave the first behind.
        var replies = documents.ConvertAll(document => (document!.Path, document.Always, Reply: document.ToReply(FindGate)));
        foreach (var (path, always, reply) in replies)
            server.Respond(path, always, reply);
        Accept(context);
    }

    private async Task WaitForRequestAsync(HttpContext context, string number, Func<ReceivedRequest, TimeSpan, Task> waitAsync)
    {
        TimeSpan timeout = ReadTimeout(context);
        Task<ReceivedRequest> arrival = server.WaitForRequestAsync(ReadNumber("The request's index", number) + 1, timeout);
        await WaitAsync(context, arrival);
        ReceivedRequest request = await arrival;
        await WaitAsync(context, waitAsync(request, timeout));
        await WriteAsync(context, RequestDocument.Create(request), Json.RequestDocument);
    }

    // A client that has gone, and a server that stops, wait for nothing any more.
    private async Task WaitAsync(HttpContext context, Task task)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, server.Stopping);
        await task.WaitAsync(over.Token);
    }

    private Gate FindGate(string name) => _gates.GetOrAdd(name, _ => new Gate());

    private static TimeSpan ReadTimeout(HttpContext context) =>
        ReadQuery(context, "timeoutMs") is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : DefaultWait;

    private static int? ReadQuery(HttpContext context, string name) =>
        (string?)context.Request.Query[name] is { } text ? ReadNumber($"'{name}'", text) : null;

    private static int ReadNumber(string what, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new JsonException($"{what} is '{text}'; it has to be a whole number from 0 on.");

    private static void Accept(HttpContext context) => context.Response.StatusCode = StatusCodes.Status204NoContent;

    private static Task RefuseAsync(HttpContext context, int status, string reason)
    {
        context.Response.StatusCode = status;
        return WriteAsync(context, new ErrorDocument(reason), Json.ErrorDocument);
    }

    private static Task WriteAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type) =>
        context.Response.WriteAsJsonAsync(value, type, contentType: null, context.RequestAborted);
}
