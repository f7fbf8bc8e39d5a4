using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using StreamPS.Streaming;

namespace StreamPS;

/// <summary>
/// Reads several streams at once, for one reader: as their deltas arrive, or stream by stream in the order in which they were added. Each is
/// read ahead up to a bound, beyond which its service has to wait. One that fails doesn't touch the others.
/// </summary>
public sealed class StreamFanOut : IAsyncDisposable
{
    private readonly object _lock = new();
    private readonly int _readAhead;
    private readonly bool _isOrdered;

    // In the order in which they were added. The reader's own, as the stream whose deltas it's taking.
    private readonly List<StreamFeed> _open = [];
    private StreamFeed? _current;

    // Those that have something, where the order doesn't matter.
    private readonly Queue<StreamFeed> _ready = new();
    private TaskCompletionSource<bool>? _arrival;
    private bool _hasArrived;

    /// <summary>Makes one.</summary>
    /// <param name="readAhead">How many deltas of each stream may have arrived and not been taken, from 1.</param>
    /// <param name="isOrdered">Whether the streams are read one after the other, in the order in which they were added.</param>
    public StreamFanOut(int readAhead = 256, bool isOrdered = false)
    {
        if (readAhead < 1)
            throw new ArgumentOutOfRangeException(nameof(readAhead), readAhead, "At least one delta has to be read.");

        _readAhead = readAhead;
        _isOrdered = isOrdered;
    }

    /// <summary>How many streams haven't been read to their end.</summary>
    public int OpenCount => _open.Count;

    /// <summary>Adds a stream and begins it.</summary>
    /// <param name="stream">The stream. From now on it's read here alone.</param>
    public void Add(ChatStream stream)
    {
        var feed = new StreamFeed(stream, _readAhead, Announce);
        _open.Add(feed);
        feed.Start();
    }

    /// <summary>Takes the next delta that has arrived, or the end of a stream.</summary>
    /// <param name="item">What was taken.</param>
    /// <returns>False when nothing is there: wait with <see cref="WaitAsync"/>.</returns>
    public bool TryRead(out StreamFanOutItem item)
    {
        while ((_current ??= GetNext()) is { } feed)
        {
            if (!feed.TryTake(out var delta))
            {
                _current = null;
                if (!_open.Remove(feed))
                    continue;
                item = new StreamFanOutItem(feed.Stream, delta: null, feed.Failure);
                return true;
            }

            if (delta is not null)
            {
                item = new StreamFanOutItem(feed.Stream, delta, failure: null);
                if (!feed.HasInHand && !_isOrdered)
                    PutBack(feed);
                return true;
            }

            _current = null;
            if (_isOrdered)
                break;
        }

        item = default;
        return false;
    }

    /// <summary>Waits until something may be there to take.</summary>
    /// <returns>False when no stream is open.</returns>
    public ValueTask<bool> WaitAsync()
    {
        if (_open.Count == 0)
            return new ValueTask<bool>(false);

        lock (_lock)
        {
            if (_hasArrived)
            {
                _hasArrived = false;
                return new ValueTask<bool>(true);
            }

            _arrival = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask<bool>(_arrival.Task);
        }
    }

    /// <summary>The reply of a stream as far as it has arrived, which may be further than it was taken.</summary>
    /// <param name="stream">The stream.</param>
    /// <returns>The reply.</returns>
    public ChatCompletion GetCompletion(ChatStream stream) => Find(stream)?.GetCompletion() ?? stream.Completion;

    /// <summary>Ends a stream because its reader has enough: see <see cref="ChatStream.Limit()"/>.</summary>
    /// <param name="stream">The stream.</param>
    /// <returns>A task that is complete when the stream is closed.</returns>
    public async Task LimitAsync(ChatStream stream)
    {
        if (Find(stream) is { } open)
            await open.LimitAsync().ConfigureAwait(false);
    }

    /// <summary>Closes all streams that haven't ended.</summary>
    /// <returns>A task that is complete when they are closed.</returns>
    public async ValueTask DisposeAsync()
    {
        var open = _open.ToArray();
        _open.Clear();
        _current = null;
        await Task.WhenAll(open.Select(feed => feed.CloseAsync())).ConfigureAwait(false);
    }

    private StreamFeed? Find(ChatStream stream) => _open.Find(feed => feed.Stream == stream);

    private StreamFeed? GetNext()
    {
        if (_isOrdered)
            return _open.Count > 0 ? _open[0] : null;

        lock (_lock)
        {
            if (_ready.Count == 0)
                return null;

            var feed = _ready.Dequeue();
            feed.IsListed = false;
            return feed;
        }
    }

    // A stream that is faster than its reader must not keep the others from their turn.
    private void PutBack(StreamFeed feed)
    {
        _current = null;
        lock (_lock)
            List(feed);
    }

    // On any thread. A stream is listed once too often when its deltas are taken at this moment, which does no harm.
    private void Announce(StreamFeed feed)
    {
        TaskCompletionSource<bool>? arrival;
        lock (_lock)
        {
            if (!_isOrdered)
                List(feed);
            _hasArrived = _arrival is null;
            (arrival, _arrival) = (_arrival, null);
        }

        arrival?.TrySetResult(true);
    }

    private void List(StreamFeed feed)
    {
        if (feed.IsListed)
            return;

        feed.IsListed = true;
        _ready.Enqueue(feed);
    }
}
