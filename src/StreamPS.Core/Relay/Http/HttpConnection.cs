using System;
using System.Collections.Generic;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using StreamPS.Transport;

namespace StreamPS.Relay.Http;

/// <summary>A client's connection: its requests, one after the other.</summary>
internal sealed class HttpConnection
{
    // Stands for a request that couldn't be read.
    private static readonly HttpRequestHead Unread = new("", "", authority: null, isHttp10: false, new Dictionary<string, string>());

    private readonly Socket _socket;
    private readonly IHttpHandler _handler;
    private readonly CancellationToken _stopToken;

    public HttpConnection(Socket socket, IHttpHandler handler, HttpLimits limits, TimeProvider clock, CancellationToken stopToken)
    {
        _socket = socket;
        _handler = handler;
        _stopToken = stopToken;
        Limits = limits;
        Clock = clock;
        Input = new ConnectionInput(socket);
        Output = new HttpOutput(socket, limits.Write, clock, Abort);
    }

    public HttpLimits Limits { get; }

    public TimeProvider Clock { get; }

    public ConnectionInput Input { get; }

    public HttpOutput Output { get; }

    public bool IsStopping => _stopToken.IsCancellationRequested;

    /// <summary>Serves the client until it leaves or has to go.</summary>
    public async Task ServeAsync()
    {
        try
        {
            while (await ServeNextAsync().ConfigureAwait(false))
            {
            }

            await LingerAsync().ConfigureAwait(false);
        }
        catch (ClientGoneException)
        {
            // There is nobody left to serve.
        }
        catch (OperationCanceledException)
        {
            // Nothing came for too long, or the server stops.
        }
        finally
        {
            _socket.Dispose();
        }
    }

    /// <summary>Tells a client that there is no place for it.</summary>
    public async Task TurnAwayAsync(HttpRefusal refusal)
    {
        try
        {
            await RefuseAsync(request: null, refusal).ConfigureAwait(false);
            await LingerAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ClientGoneException or OperationCanceledException)
        {
            // It didn't wait for that.
        }
        finally
        {
            _socket.Dispose();
        }
    }

    /// <summary>Ends the connection at once, with everything that is under way on it.</summary>
    public void Abort()
    {
        try
        {
            // What wasn't sent yet won't be: nobody reads it.
            _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It has ended already.
        }

        _socket.Dispose();
    }

    private async Task<bool> ServeNextAsync()
    {
        HttpRequestHead? request;
        try
        {
            request = await ReadHeadAsync().ConfigureAwait(false);
        }
        catch (HttpRefusal refusal)
        {
            await RefuseAsync(request: null, refusal).ConfigureAwait(false);
            return false;
        }

        return request is not null && await AnswerAsync(request).ConfigureAwait(false);
    }

    private async Task<HttpRequestHead?> ReadHeadAsync()
    {
        using (var idle = new TimeLimit(Clock, Limits.Idle, _stopToken))
        {
            if (!await Input.ReadMoreAsync(0, idle.Token).ConfigureAwait(false))
                return null;
        }

        using var time = new TimeLimit(Clock, Limits.Request, _stopToken);
        try
        {
            int seen = 0;
            while (true)
            {
                if (TryParseHead(ref seen) is { } head)
                    return head;
                if (!await Input.ReadMoreAsync(seen, time.Token).ConfigureAwait(false))
                    throw new ClientGoneException();
            }
        }
        catch (OperationCanceledException) when (time.HasExpired)
        {
            throw new HttpRefusal(408, $"The request's head wasn't there after {Limits.Request.TotalSeconds:0.###} s.");
        }
    }

    private HttpRequestHead? TryParseHead(ref int seen)
    {
        var bytes = Input.Bytes;
        // Some clients send a line end behind the body before.
        if (bytes.Length >= 2 && bytes.StartsWith("\r\n"u8))
        {
            Input.Take(2);
            seen = 0;
            bytes = Input.Bytes;
        }

        int end = HttpHeadParser.FindEnd(bytes, seen);
        if ((end < 0 ? bytes.Length : end) > Limits.HeadBytes)
            throw new HttpRefusal(431, $"The request's head is larger than {Limits.HeadBytes} bytes.");

        seen = bytes.Length;
        if (end < 0)
            return null;

        var head = new HttpHeadParser(Limits).Parse(bytes.Slice(0, end));
        Input.Take(end);
        return head;
    }

    private async Task<bool> AnswerAsync(HttpRequestHead request)
    {
        using var exchange = new HttpExchange(this, request, _stopToken);
        try
        {
            await _handler.AnswerAsync(exchange).ConfigureAwait(false);
        }
        catch (HttpRefusal refusal) when (!exchange.HasBegun)
        {
            await exchange.SendAsync(_handler.Refuse(request, refusal)).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not (ClientGoneException or OperationCanceledException))
        {
            // Whatever it was, it's this request's alone.
            _handler.Report(exception);
            if (!exchange.HasBegun)
                await exchange.SendAsync(_handler.Refuse(request, new HttpRefusal(500, "The relay failed."))).ConfigureAwait(false);
        }

        return exchange.HasEnded && exchange.KeepsAlive;
    }

    private async Task RefuseAsync(HttpRequestHead? request, HttpRefusal refusal)
    {
        using var exchange = new HttpExchange(this, request ?? Unread, _stopToken);
        await exchange.SendAsync(_handler.Refuse(request, refusal)).ConfigureAwait(false);
    }

    // A connection that is closed while bytes come in is reset, and the answer may be lost with it.
    private async Task LingerAsync()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            throw new ClientGoneException(exception);
        }

        using var time = new TimeLimit(Clock, Limits.Linger, _stopToken);
        int count;
        do
        {
            count = Input.Bytes.Length;
            Input.Take(count);
        }
        while (await Input.ReadMoreAsync(0, time.Token).ConfigureAwait(false));
    }
}
