using System;
using System.IO;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using StreamPS.Transport;

namespace StreamPS.Cassettes;

/// <summary>Passes a body on as it comes and records it.</summary>
internal sealed class RecordingBody : ReadOnlyStream
{
    private readonly HttpContent _content;
    private readonly Stream _body;
    private readonly RecordedExchange _exchange;

    /// <param name="content">What the body is from, which is disposed with it.</param>
    /// <param name="body">The body.</param>
    /// <param name="exchange">The recording.</param>
    public RecordingBody(HttpContent content, Stream body, RecordedExchange exchange)
    {
        _content = content;
        _body = body;
        _exchange = exchange;
    }

    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        try
        {
            int read = await _body.ReadAsync(buffer.AsMemory(offset, count), cancellationToken).ConfigureAwait(false);
            if (read > 0)
                _exchange.Add(buffer.AsSpan(offset, read));
            else if (count > 0)
                _exchange.Complete();
            return read;
        }
        catch (Exception exception) when (BodyFailures.Includes(exception))
        {
            _exchange.FailToRead(exception, cancellationToken);
            throw;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _exchange.Close();
            _content.Dispose();
        }

        base.Dispose(disposing);
    }
}
