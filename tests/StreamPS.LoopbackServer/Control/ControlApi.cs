using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace StreamPS.LoopbackServer;

/// <summary>
/// Scripts a server from another process, under <c>/control</c>:
/// <list type="table">
/// <item><term>POST /replies</term><description>queues a <see cref="ReplyDocument"/> or an array of them</description></item>
/// <item><term>POST /gate/NAME</term><description>opens a gate</description></item>
/// <item><term>GET /requests</term><description>the requests so far, as <see cref="RequestDocument"/></description></item>
/// <item><term>GET /requests/N/wait?timeoutMs=5000</term><description>request N once it has come and ended; 408 when it doesn't</description></item>
/// <item><term>GET /clock, GET /connections</term><description>the server's time; the connections that are open</description></item>
/// <item><term>POST /stop</term><description>ends the executable</description></item>
/// <item><term>DELETE</term><description>forgets replies, requests and gates</description></item>
/// </list>
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
        catch (TimeoutException)
        {
            await RefuseAsync(context, StatusCodes.Status408RequestTimeout, "The request has not come and ended within the time-out.");
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
                await WaitForEndAsync(context, ReadNumber("The request's index", number));
                break;
            case ("GET", ["clock"]):
                await WriteAsync(context, ClockDocument.Read(), Json.ClockDocument);
                break;
            case ("GET", ["connections"]):
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

    private async Task WaitForEndAsync(HttpContext context, int index)
    {
        string? timeoutMs = context.Request.Query["timeoutMs"];
        TimeSpan timeout = timeoutMs is null ? DefaultWait : TimeSpan.FromMilliseconds(ReadNumber("'timeoutMs'", timeoutMs));

        ReceivedRequest request = await EndOfRequestAsync().WaitAsync(timeout, context.RequestAborted);
        await WriteAsync(context, RequestDocument.Create(request), Json.RequestDocument);

        async Task<ReceivedRequest> EndOfRequestAsync()
        {
            ReceivedRequest arrived = await server.WaitForRequestAsync(index + 1, timeout).WaitAsync(server.Stopping);
            await arrived.Ended.WaitAsync(server.Stopping);
            return arrived;
        }
    }

    private Gate FindGate(string name) => _gates.GetOrAdd(name, _ => new Gate());

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
