using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Threading.Tasks;

namespace StreamPS.Streaming;

/// <summary>One of several streams that are read at once: it's read ahead, up to a bound, and then its service has to wait.</summary>
internal sealed class StreamFeed
{
    private readonly object _lock = new();

    // Held while the stream's reply grows.
    private readonly object _reading = new();
    private readonly Action<StreamFeed> _arrived;
    private readonly int _readAhead;

    // What has arrived, and what the reader has in hand. It takes up to half of the bound, so that reading goes on meanwhile.
    private readonly Queue<ChatDelta> _waiting = new();
    private readonly Queue<ChatDelta> _inHand = new();
    private int _handedOut;
    private TaskCompletionSource<bool>? _space;
    private Task _pump = Task.CompletedTask;
    private bool _isClosed;
    private bool _hasEnded;

    public StreamFeed(ChatStream stream, int readAhead, Action<StreamFeed> arrived)
    {
        Stream = stream;
        _readAhead = readAhead;
        _arrived = arrived;
    }

    public ChatStream Stream { get; }

    /// <summary>Why the stream ended; null when it's whole.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Whether it's in the list of those that have something. Its owner's to use.</summary>
    public bool IsListed { get; set; }

    /// <summary>Whether the reader has deltas of it in hand.</summary>
    public bool HasInHand => _inHand.Count > 0;

    private bool IsFull => _waiting.Count + _handedOut >= _readAhead;

    public void Start() => _pump = Task.Run(PumpAsync);

    /// <summary>Takes the next delta.</summary>
    /// <param name="delta">The delta; null when none has arrived, or when there are no more.</param>
    /// <returns>False when the stream has ended, and all of it was taken.</returns>
    public bool TryTake(out ChatDelta? delta)
    {
        if (_inHand.Count == 0)
            Fetch();
        delta = _inHand.Count > 0 ? _inHand.Dequeue() : null;
        return delta is not null || !HasEnded();
    }

    /// <summary>Closes the stream, however far it has come.</summary>
    public async Task CloseAsync()
    {
        await StopAsync().ConfigureAwait(false);
        await Stream.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Closes the stream because its reader has enough. What was read ahead doesn't count.</summary>
    public async Task LimitAsync()
    {
        await StopAsync().ConfigureAwait(false);
        Stream.Limit(_inHand.Concat(_waiting).Reverse());
        await Stream.DisposeAsync().ConfigureAwait(false);
        _inHand.Clear();
        _waiting.Clear();
        Failure = null;
    }

    /// <summary>The reply as far as it has arrived.</summary>
    public ChatCompletion GetCompletion()
    {
        lock (_reading)
            return Stream.Completion;
    }

    private Task StopAsync()
    {
        lock (_lock)
        {
            _isClosed = true;
            _space?.TrySetResult(true);
        }

        Stream.Stop();
        return _pump;
    }

    private void Fetch()
    {
        TaskCompletionSource<bool>? space = null;
        lock (_lock)
        {
            _handedOut = 0;
            int most = Math.Max(1, _readAhead / 2);
            while (_waiting.Count > 0 && _handedOut < most)
            {
                _inHand.Enqueue(_waiting.Dequeue());
                _handedOut++;
            }

            if (!IsFull)
                (space, _space) = (_space, null);
        }

        space?.TrySetResult(true);
    }

    private bool HasEnded()
    {
        lock (_lock)
            return _hasEnded && _waiting.Count == 0;
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "It's the reader's thread that has to see it.")]
    private async Task PumpAsync()
    {
        Exception? failure = null;
        try
        {
            while (await Stream.WaitToReadAsync().ConfigureAwait(false))
            {
                while (TryRead() is { } delta)
                    await AddAsync(delta).ConfigureAwait(false);
                _arrived(this);
            }
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        lock (_lock)
        {
            Failure = failure;
            _hasEnded = true;
        }

        _arrived(this);
    }

    private ChatDelta? TryRead()
    {
        lock (_reading)
            return Stream.TryRead(out var delta) ? delta : null;
    }

    private Task AddAsync(ChatDelta delta)
    {
        TaskCompletionSource<bool> space;
        lock (_lock)
        {
            _waiting.Enqueue(delta);
            if (!IsFull || _isClosed)
                return Task.CompletedTask;

            _space = space = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        _arrived(this);
        return space.Task;
    }
}
