using System;
using System.Globalization;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using StreamPS.Transport;

namespace StreamPS.Relay.Http;

/// <summary>A request and the answer to it.</summary>
internal sealed class HttpExchange : IDisposable
{
    private static readonly byte[] ContinueLine = Encoding.ASCII.GetBytes("HTTP/1.1 100 Continue\r\n\r\n");
    private static readonly TimeSpan TimeToRead = TimeSpan.FromSeconds(1);

    private readonly HttpConnection _connection;
    private readonly CancellationTokenSource _end;
    private readonly ByteBuffer _buffer = new();
    private bool _isBodyRead;
    private bool _isChunked;
    private volatile bool _isClientGone;

    public HttpExchange(HttpConnection connection, HttpRequestHead request, CancellationToken stopToken)
    {
        _connection = connection;
        _end = CancellationTokenSource.CreateLinkedTokenSource(stopToken);
        _isBodyRead = !request.HasBody;
        Request = request;
    }

    public HttpRequestHead Request { get; }

    /// <summary>Headers that the answer has, whatever it is.</summary>
    public HttpAnswer Common { get; } = new(status: 0);

    /// <summary>Whether the answer has begun.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Whether the answer has ended as HTTP wants it.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Whether the connection can be used for another request.</summary>
    public bool KeepsAlive { get; private set; }

    /// <summary>The status that was answered; 0 before.</summary>
    public int Status { get; private set; }

    /// <summary>Whether the client has left. False when the token was cancelled because the server stops.</summary>
    public bool IsClientGone => _isClientGone;

    /// <summary>Cancelled when the client has left, once that is watched for, and when the server stops.</summary>
    public CancellationToken EndToken => _end.Token;

    /// <summary>Reads the body.</summary>
    /// <param name="limit">The most bytes it may have.</param>
    /// <exception cref="HttpRefusal">It isn't as it has to be, it's too much, or it isn't there in time.</exception>
    /// <exception cref="ClientGoneException">The client left in the middle.</exception>
    public async Task<byte[]> ReadBodyAsync(int limit)
    {
        if (Request.ContentLength > limit)
            throw BodyReader.TooLarge(limit);
        if (Request.ExpectsContinue && Request.HasBody)
            await _connection.Output.SendAsync(new ArraySegment<byte>(ContinueLine)).ConfigureAwait(false);

        using var time = new TimeLimit(_connection.Clock, _connection.Limits.Request, EndToken);
        try
        {
            byte[] body = await BodyReader.ReadAsync(Request, _connection.Input, limit, time.Token).ConfigureAwait(false);
            _isBodyRead = true;
            return body;
        }
        catch (OperationCanceledException) when (time.HasExpired)
        {
            throw new HttpRefusal(408, $"The request's body wasn't there after {_connection.Limits.Request.TotalSeconds:0.###} s.");
        }
    }

    /// <summary>Looks from now on whether the client leaves, also while nothing is sent.</summary>
    public void WatchClient() => _connection.Input.Watch(Depart);

    /// <summary>Answers.</summary>
    /// <exception cref="ClientGoneException">The client doesn't take it.</exception>
    public async Task SendAsync(HttpAnswer answer)
    {
        WriteHead(answer, answer.Body.Length);
        if (Request.Method != "HEAD")
            _buffer.Append(answer.Body);
        await FlushAsync().ConfigureAwait(false);
        HasEnded = true;
    }

    /// <summary>Begins an answer whose body is written piece by piece. Nothing is sent yet.</summary>
    public void Begin(HttpAnswer answer)
    {
        _isChunked = !Request.IsHttp10;
        WriteHead(answer, length: null);
    }

    /// <summary>Writes a piece of the body; sent is what was written and not sent so far.</summary>
    /// <exception cref="ClientGoneException">The client doesn't take it.</exception>
    public Task WriteAsync(ReadOnlySpan<byte> piece)
    {
        if (_isChunked && !piece.IsEmpty)
        {
            _buffer.AppendHex(piece.Length);
            _buffer.Append("\r\n"u8);
            _buffer.Append(piece);
            _buffer.Append("\r\n"u8);
        }
        else
        {
            _buffer.Append(piece);
        }

        return FlushAsync();
    }

    /// <summary>Ends the body.</summary>
    /// <exception cref="ClientGoneException">The client doesn't take it.</exception>
    public async Task EndAsync()
    {
        if (_isChunked)
            _buffer.Append("0\r\n\r\n"u8);
        await FlushAsync().ConfigureAwait(false);
        HasEnded = true;
    }

    /// <summary>
    /// What the answer lacks won't come: the connection is closed without the body's end, so that the client sees that. When a body breaks off,
    /// browsers throw away what came before and wasn't read yet, so there is a moment to read it, and to leave.
    /// </summary>
    public async Task CutAsync()
    {
        KeepsAlive = false;
        try
        {
            await Clock.DelayAsync(_connection.Clock, TimeToRead, EndToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // It left, or the server stops.
        }

        // Without chunks the end of the connection is that of the body, unless the connection breaks.
        if (!_isChunked)
            _connection.Abort();
    }

    public void Dispose()
    {
        _connection.Input.EndWatch();
        _end.Dispose();
    }

    private void Depart()
    {
        _isClientGone = true;
        _end.CancelUnlessDisposed();
        // What is being sent would wait for a reader for ever.
        _connection.Abort();
    }

    private async Task FlushAsync()
    {
        var bytes = _buffer.Bytes;
        _buffer.Clear();
        await _connection.Output.SendAsync(bytes).ConfigureAwait(false);
    }

    private void WriteHead(HttpAnswer answer, int? length)
    {
        HasBegun = true;
        Status = answer.Status;
        // Of a body that nobody has read, the connection can't tell where it ends.
        KeepsAlive = Request.KeepsAlive && _isBodyRead && !_connection.IsStopping && (length is not null || _isChunked);
        var head = new StringBuilder();
        head.Append("HTTP/1.1 ").Append(answer.Status.ToString(CultureInfo.InvariantCulture)).Append(' ').Append(HttpReason.Of(answer.Status)).Append("\r\n");
        head.Append("Date: ").Append(_connection.Clock.GetUtcNow().ToString("r", CultureInfo.InvariantCulture)).Append("\r\n");
        AppendHeaders(head, answer);
        AppendHeaders(head, Common);
        if (_isChunked)
            head.Append("Transfer-Encoding: chunked\r\n");
        else if (length is not null && answer.Status is not (204 or 304))
            head.Append("Content-Length: ").Append(length.Value.ToString(CultureInfo.InvariantCulture)).Append("\r\n");
        if (!KeepsAlive)
            head.Append("Connection: close\r\n");
        else if (Request.IsHttp10)
            head.Append("Connection: keep-alive\r\n");
        head.Append("\r\n");
        _buffer.Append(Encoding.ASCII.GetBytes(head.ToString()));
    }

    private static void AppendHeaders(StringBuilder head, HttpAnswer answer)
    {
        foreach (var header in answer.Headers)
            head.Append(header.Key).Append(": ").Append(header.Value).Append("\r\n");
    }
}
