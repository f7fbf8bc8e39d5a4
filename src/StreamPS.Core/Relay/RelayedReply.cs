using System;
using System.Threading.Tasks;
using StreamPS.Relay.Http;

namespace StreamPS.Relay;

/// <summary>The way of a reply from its service to a client: what has arrived goes out, and while the client doesn't take it, nothing more is read.</summary>
internal sealed class RelayedReply : IDisposable
{
    // Deltas that are there together are sent together, up to so many bytes.
    private const int MostTogether = 16 * 1024;

    private readonly HttpExchange _exchange;
    private readonly RelayedStream _relayed;
    private readonly ChatStream _stream;
    private readonly ReplyFormat _format;
    private readonly Heartbeat _heartbeat;
    private readonly ByteBuffer _output = new();

    public RelayedReply(HttpExchange exchange, RelayedStream stream, ReplyFormat format, TimeProvider clock, TimeSpan heartbeat)
    {
        _exchange = exchange;
        _relayed = stream;
        _stream = stream.Stream;
        _format = format;
        _heartbeat = new Heartbeat(clock, heartbeat);
    }

    /// <summary>Relays the reply to its end.</summary>
    /// <exception cref="ClientGoneException">The client left.</exception>
    /// <exception cref="ChatException">The reply failed.</exception>
    /// <exception cref="OperationCanceledException">The client left, or the relay ends.</exception>
    public async Task RelayAsync()
    {
        bool hasBegun = false;
        while (await WaitAsync().ConfigureAwait(false))
        {
            while (_stream.TryRead(out var delta))
            {
                if (!hasBegun)
                    _format.Begin(_stream.Completion);
                hasBegun = true;
                _format.Write(delta, _output);
                if (_output.Count > MostTogether)
                    await SendAsync().ConfigureAwait(false);
            }

            if (_output.Count > 0)
                await SendAsync().ConfigureAwait(false);
        }

        _relayed.Settle();
        _format.WriteEnd(_stream.Completion, _output);
        await SendAsync().ConfigureAwait(false);
        await _exchange.EndAsync().ConfigureAwait(false);
    }

    /// <summary>Tells the client of a failure, after the reply has begun.</summary>
    /// <exception cref="ClientGoneException">The client left.</exception>
    public async Task FailAsync(RelayFailure failure)
    {
        bool isSaid = _format.WriteFailure(failure, _output);
        await SendAsync().ConfigureAwait(false);
        if (isSaid)
            await _exchange.EndAsync().ConfigureAwait(false);
        else
            await _exchange.CutAsync().ConfigureAwait(false);
    }

    public void Dispose() => _heartbeat.Dispose();

    private async Task<bool> WaitAsync()
    {
        var read = _stream.WaitToReadAsync();
        if (read.IsCompleted)
            return await read.ConfigureAwait(false);

        var waiting = read.AsTask();
        while (await Task.WhenAny(waiting, _heartbeat.Due).ConfigureAwait(false) != waiting)
        {
            _heartbeat.Restart();
            _output.Append(_format.Heartbeat);
            await SendAsync().ConfigureAwait(false);
        }

        return await waiting.ConfigureAwait(false);
    }

    private async Task SendAsync()
    {
        if (!_exchange.HasBegun)
            _exchange.Begin(RelayHandler.StreamHead());
        var bytes = _output.Bytes;
        _output.Clear();
        await _exchange.WriteAsync(bytes.AsSpan()).ConfigureAwait(false);
    }
}
