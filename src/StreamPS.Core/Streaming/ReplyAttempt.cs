using System;
using System.Threading;
using System.Threading.Tasks;
using StreamPS.Protocols;
using StreamPS.Transport;

namespace StreamPS.Streaming;

/// <summary>One request and its response, with the limits for how long they may bring nothing. A stream has several when it's retried or continued.</summary>
internal sealed class ReplyAttempt : IDisposable
{
    private readonly ChatExchange _exchange;
    private readonly DecodedStream _decoded;
    private readonly CancellationTokenSource _abort;
    private readonly StallTimer _timer;
    private readonly int _countBefore;
    private ChatResponse? _response;
    private ReplyReader? _reader;

    public ReplyAttempt(ChatExchange exchange, DecodedStream decoded, CancellationToken cancellationToken)
    {
        _exchange = exchange;
        _decoded = decoded;
        _countBefore = decoded.Count;
        _abort = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _timer = new StallTimer(exchange.Clock, exchange.Timeouts, _abort.CancelUnlessDisposed);
    }

    /// <summary>True once it has brought a delta.</summary>
    public bool HasBegun => _decoded.Count > _countBefore;

    /// <summary>The limit that it exceeded, as an error; null when it hasn't.</summary>
    public ChatException? TimeLimit => _timer.Failure;

    /// <summary>Sends the request and waits for a response that is no error.</summary>
    /// <param name="continuation">What is asked for, when it isn't the first request.</param>
    /// <param name="elapsed">The time since the stream began.</param>
    public async Task OpenAsync(Continuation? continuation, Func<TimeSpan> elapsed)
    {
        _response = await _exchange.OpenAsync(continuation, _abort.Token).ConfigureAwait(false);
        var reader = new ReplyReader(_exchange, _response, _decoded, elapsed);
        _reader = reader;
        await reader.OpenAsync(_abort.Token).ConfigureAwait(false);
    }

    /// <inheritdoc cref="ReplyReader.AdvanceAsync"/>
    public ValueTask<bool> AdvanceAsync()
    {
        _timer.BeginWait();
        return _reader!.AdvanceAsync(_abort.Token);
    }

    /// <summary>Says that the wait is over which <see cref="AdvanceAsync"/> began.</summary>
    public void EndWait() => _timer.EndWait();

    /// <inheritdoc cref="ReplyReader.DecodeBuffered"/>
    public bool DecodeBuffered() => _reader is not null && _reader.DecodeBuffered();

    /// <inheritdoc cref="ReplyReader.Release"/>
    public bool Release() => _reader is not null && _reader.Release();

    /// <summary>Lets go of a response whose reply is complete, so that its connection can serve the next request.</summary>
    public void Complete()
    {
        var response = _response!;
        _response = null;
        Dispose();
        _ = response.ReleaseAsync(_exchange.Clock);
    }

    /// <summary>Closes the connection, unless the reply was complete.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        _response?.Dispose();
        _reader?.Dispose();
        _abort.Dispose();
    }
}
