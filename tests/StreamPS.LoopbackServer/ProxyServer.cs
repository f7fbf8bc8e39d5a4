using System;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace StreamPS.LoopbackServer;

/// <summary>A forward proxy on 127.0.0.1 for http addresses of this machine. It passes streams on as they come, and adds a <c>Via</c> header by which the target can tell.</summary>
public sealed class ProxyServer : IAsyncDisposable
{
    private static readonly FrozenSet<string> HopByHop = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade");

    private readonly ConcurrentQueue<ProxiedRequest> _requests = new();
    private readonly string? _authorization;

    // Whether the client's leaving reaches the target at once is what tests ask, so nothing is drained.
    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        MaxResponseDrainSize = 0,
    });

    private LoopbackKestrel? _kestrel;

    private ProxyServer(NetworkCredential? credential)
    {
        if (credential is not null)
            _authorization = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.UserName}:{credential.Password}"));
    }

    /// <summary>Where it listens: <c>http://127.0.0.1:port</c>.</summary>
    public Uri Address => _kestrel?.FindAddress(Uri.UriSchemeHttp) ?? throw new InvalidOperationException("The proxy has not started.");

    /// <summary>The requests so far, refused ones included.</summary>
    public IReadOnlyList<ProxiedRequest> Requests => [.. _requests];

    /// <summary>Starts a proxy on a free port.</summary>
    /// <param name="credential">What it demands by Basic authentication; null lets everybody in.</param>
    public static async Task<ProxyServer> StartAsync(NetworkCredential? credential = null)
    {
        var proxy = new ProxyServer(credential);
        proxy._kestrel = await LoopbackKestrel.StartAsync(proxy.AnswerAsync);
        return proxy;
    }

    /// <summary>Closes every connection.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_kestrel is not null)
            await _kestrel.DisposeAsync();
        _client.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        string rawTarget = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        Uri? target = Uri.TryCreate(rawTarget, UriKind.Absolute, out Uri? uri) && uri.Scheme == Uri.UriSchemeHttp ? uri : null;
        string? authorization = context.Request.Headers.ProxyAuthorization;

        int? refusal = Refuse(target, authorization);
        _requests.Enqueue(new ProxiedRequest(context.Request.Method, target, authorization, refusal is null));
        if (refusal is null)
        {
            await ForwardAsync(context, target!);
            return;
        }

        context.Response.StatusCode = refusal.Value;
        if (refusal == StatusCodes.Status407ProxyAuthenticationRequired)
            context.Response.Headers.ProxyAuthenticate = "Basic realm=\"loopback\"";
    }

    private int? Refuse(Uri? target, string? authorization)
    {
        if (_authorization is not null && authorization != _authorization)
            return StatusCodes.Status407ProxyAuthenticationRequired;
        if (target is null)
            return StatusCodes.Status400BadRequest;
        return target.IsLoopback ? null : StatusCodes.Status403Forbidden;
    }

    private async Task ForwardAsync(HttpContext context, Uri target)
    {
        CancellationToken gone = context.RequestAborted;
        try
        {
            using HttpRequestMessage request = CreateRequest(context.Request, target);
            using HttpResponseMessage response = await _client.SendAsync(request, gone);
            await CopyAsync(response, context.Response, gone);
        }
        catch (HttpRequestException) when (!context.Response.HasStarted)
        {
            context.Response.StatusCode = StatusCodes.Status502BadGateway;
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // What is cut on one side is cut on the other.
            context.Abort();
        }
    }

    private static HttpRequestMessage CreateRequest(HttpRequest source, Uri target)
    {
        var request = new HttpRequestMessage(new HttpMethod(source.Method), target);
        if (source.ContentLength is not null || source.Headers.TransferEncoding.Count > 0)
            request.Content = new StreamContent(source.Body);

        foreach (var (name, values) in source.Headers)
        {
            if (!HopByHop.Contains(name) && !request.Headers.TryAddWithoutValidation(name, values.ToArray()))
                request.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());
        }

        request.Headers.TryAddWithoutValidation("Via", "1.1 loopback");
        return request;
    }

    private static async Task CopyAsync(HttpResponseMessage source, HttpResponse response, CancellationToken gone)
    {
        response.StatusCode = (int)source.StatusCode;
        foreach (var headers in new[] { source.Headers.NonValidated, source.Content.Headers.NonValidated })
        {
            foreach (var (name, values) in headers)
            {
                if (!HopByHop.Contains(name))
                    response.Headers.Append(name, values.ToString());
            }
        }

        // At once: the target may have sent headers and nothing else. Kestrel flushes every write.
        await response.Body.FlushAsync(gone);
        await using Stream body = await source.Content.ReadAsStreamAsync(gone);
        await body.CopyToAsync(response.Body, gone);
    }
}
