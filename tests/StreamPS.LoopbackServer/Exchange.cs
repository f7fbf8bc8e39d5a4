using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace StreamPS.LoopbackServer;

/// <summary>One request that is being answered: what the steps of a reply act upon.</summary>
internal sealed class Exchange : IAsyncDisposable
{
    private readonly HttpContext _context;
    private readonly ReceivedRequest _request;
    private readonly Reply _reply;
    private readonly CancellationToken _stopping;
    private readonly CancellationTokenSource _gone;
    private readonly Socket _socket;
    private readonly WireStream _wire;
    private readonly Stream _body;
    private long _position;

    public Exchange(HttpContext context, ReceivedRequest request, Reply reply, CancellationToken stopping)
    {
        _context = context;
        _request = request;
        _reply = reply;
        _socket = context.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket;
        _wire = new WireStream(context.Response.Body, _socket, request, reply.ContentLength);
        _body = Encode(_wire, reply.Encoding);
        _stopping = stopping;
        _gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
    }

    /// <summary>Cancelled when the client has gone or the server stops.</summary>
    public CancellationToken Gone => _gone.Token;

    public async Task PlayAsync()
    {
        // By callback, because the step in progress may take a while to notice.
        using var departure = _context.RequestAborted.UnsafeRegister(_ => _request.End(RequestEndKind.ClientClosed), state: null);
        try
        {
            if (!await TryPlayAsync(_reply.BeforeHeaders))
                return;

            await SendHeadersAsync();
            if (await TryPlayAsync(_reply.Steps))
                await EndBodyAsync();
        }
        catch (OperationCanceledException)
        {
            // The token's cancellation, or a write that found the client gone before the token did.
            _request.End(_stopping.IsCancellationRequested ? RequestEndKind.ServerClosed : RequestEndKind.ClientClosed);
            Abort();
        }
    }

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int length = NextPieceLength(bytes.Length);
            await _body.WriteAsync(bytes[..length], Gone);
            await _body.FlushAsync(Gone);
            _position += length;
            bytes = bytes[length..];
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _body.DisposeAsync();
        await _wire.DisposeAsync();
        _gone.Dispose();
    }

    /// <summary>Ends the connection under HTTP's feet, with what was written so far delivered.</summary>
    public void Cut(bool reset)
    {
        // Said first: from the socket's end on, Kestrel takes the client for gone.
        _request.End(RequestEndKind.ServerClosed);
        if (reset)
        {
            _socket.LingerState = new LingerOption(enable: true, seconds: 0);
            _socket.Close();
        }
        else
        {
            _socket.Shutdown(SocketShutdown.Send);
        }

        Abort();
    }

    private static Stream Encode(Stream wire, ContentCoding coding) => coding switch
    {
        ContentCoding.Gzip => new GZipStream(wire, CompressionLevel.Fastest, leaveOpen: true),
        ContentCoding.Brotli => new BrotliStream(wire, CompressionLevel.Fastest, leaveOpen: true),
        ContentCoding.Deflate => new ZLibStream(wire, CompressionLevel.Fastest, leaveOpen: true),
        _ => wire,
    };

    private static string? NameOf(ContentCoding coding) => coding switch
    {
        ContentCoding.Gzip => "gzip",
        ContentCoding.Brotli => "br",
        ContentCoding.Deflate => "deflate",
        _ => null,
    };

    private async Task<bool> TryPlayAsync(IReadOnlyList<ReplyStep> steps)
    {
        foreach (ReplyStep step in steps)
        {
            await step.PlayAsync(this);
            if (_wire.IsCut)
                return false;
        }

        return true;
    }

    private async Task SendHeadersAsync()
    {
        HttpResponse response = _context.Response;
        response.StatusCode = _reply.StatusCode;
        response.ContentType = _reply.ContentType;
        response.ContentLength = _reply.ContentLength;
        response.Headers.ContentEncoding = NameOf(_reply.Encoding);
        foreach (var (name, value) in _reply.Headers)
            response.Headers[name] = value;

        await response.Body.FlushAsync(Gone);
    }

    private async Task EndBodyAsync()
    {
        // Disposing an encoder writes its last bytes.
        await _body.DisposeAsync();
        if (_request.BytesWritten < _reply.ContentLength)
        {
            Cut(reset: false);
            return;
        }

        // First, because the client may hang up as soon as it has seen the end.
        _request.End(RequestEndKind.Completed);
        await _context.Response.CompleteAsync();
    }

    private int NextPieceLength(int available)
    {
        if (_reply.Bytewise)
            return 1;

        long length = available;
        foreach (int split in _reply.SplitAt)
        {
            if (split > _position)
                length = Math.Min(length, split - _position);
        }

        return (int)length;
    }

    private void Abort()
    {
        _wire.IsCut = true;
        _context.Abort();
    }
}
