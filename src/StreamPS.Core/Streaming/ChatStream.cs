using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Tasks;
using StreamPS.Protocols;
using StreamPS.Streaming;
using StreamPS.Tools;
using StreamPS.Transport;

namespace StreamPS;

/// <summary>
/// A reply as it's written. Read it with <c>await foreach</c>, or with <see cref="WaitToReadAsync"/> and <see cref="TryRead"/> where there
/// is a thread that may block. It can be read once, by one reader at a time.
/// </summary>
/// <remarks>
/// The stream ends normally only when the protocol's end marker was seen; anything else is a <see cref="ChatException"/>. Either way
/// <see cref="Completion"/> has what arrived. Disposing a stream that hasn't ended closes its connection, which makes the service stop.
/// </remarks>
public sealed class ChatStream : IAsyncEnumerable<ChatDelta>, IAsyncDisposable
{
    private readonly ChatExchange _exchange;
    private readonly CancellationToken _callerToken;
    private readonly CancellationTokenSource _stop;
    private readonly CancellationToken _stopToken;
    private readonly DecodedStream _decoded;
    private readonly CompletionBuilder _builder = new();

    private readonly ReplyLimits? _limits;
    private readonly StreamRecovery _recovery;

    private long _startTimestamp;
    private ITimer? _timer;
    private volatile bool _timedOut;
    private ReplyAttempt? _attempt;
    private ChatException? _failure;
    private ChatCompletion? _completion;
    private bool _isEstimated;
    private volatile bool _isLimited;

    internal ChatStream(ChatExchange exchange, CancellationToken cancellationToken)
    {
        _exchange = exchange;
        exchange.Limit = () => _timedOut ? ChatErrorKind.TimedOut : _attempt?.TimeLimit?.Kind;
        _recovery = exchange.CreateRecovery();
        _limits = ReplyLimits.Of(exchange.Request);
        _callerToken = cancellationToken;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _stopToken = _stop.Token;
        _decoded = new DecodedStream { PromptIndex = exchange.Request.PromptIndex, First = exchange.Request.Earlier?.DeltaCount ?? 0 };
    }

    /// <summary>The reply as far as it was read. When the stream has ended, its status is the verdict.</summary>
    public ChatCompletion Completion => _completion ?? Build(ChatCompletionStatus.Incomplete, error: null);

    private TimeSpan Elapsed => _startTimestamp == 0 ? TimeSpan.Zero : _exchange.Clock.GetElapsedTime(_startTimestamp);

    /// <summary>Takes a delta that has arrived already.</summary>
    /// <param name="delta">The delta.</param>
    /// <returns>False when none is there: wait with <see cref="WaitToReadAsync"/>.</returns>
    /// <exception cref="ChatException">The time for the reply ran out, or the pattern that ends it took too long.</exception>
    /// <exception cref="OperationCanceledException">The stream was cancelled.</exception>
    public bool TryRead([NotNullWhen(true)] out ChatDelta? delta)
    {
        // Looked at for each delta, so that stopping isn't outrun by deltas that have arrived already.
        if (_completion is null && _stop.IsCancellationRequested)
            throw Stopped();

        if (_isLimited || (!_decoded.TryTake(out delta) && !(_attempt is not null && _attempt.DecodeBuffered() && _decoded.TryTake(out delta))))
        {
            delta = null;
            return false;
        }

        if (Measure(delta) is { } allowed)
            return TryTakeLast(ref delta, allowed);

        _builder.Add(delta);
        return true;
    }

    /// <summary>Waits until a delta can be taken. The first call sends the request.</summary>
    /// <returns>False when the reply is complete.</returns>
    /// <exception cref="ChatException">The request failed, or the stream ended otherwise than by its end marker.</exception>
    /// <exception cref="OperationCanceledException">The stream was cancelled.</exception>
    public async ValueTask<bool> WaitToReadAsync()
    {
        if (_completion is not null)
            return false;

        while (true)
        {
            try
            {
                if (_failure is not null)
                    throw _failure;
                if (_attempt is null)
                    await OpenAsync().ConfigureAwait(false);
                bool isMore = await _attempt!.AdvanceAsync().ConfigureAwait(false) || _decoded.Release();
                _attempt.EndWait();
                if (isMore)
                    return true;

                EndComplete();
                await EstimateUsageAsync().ConfigureAwait(false);
                return false;
            }
            catch (Exception exception) when (_completion is not null)
            {
                // Another thread has closed the stream.
                throw new OperationCanceledException("The stream was closed.", exception);
            }
            catch (Exception exception) when (exception is ChatException or OperationCanceledException)
            {
                // A limit of the attempt shows as a cancellation that nobody else has asked for.
                _failure = exception as ChatException ?? (_stop.IsCancellationRequested ? null : _attempt?.TimeLimit);
                if (_failure is null)
                    throw Stopped();
                if (_attempt?.Release() == true || _decoded.Release())
                    return true;

                if (!TryRecover(_failure))
                {
                    End(IsCut(_failure) ? ChatCompletionStatus.Incomplete : ChatCompletionStatus.Failed, _failure);
                    await EstimateUsageAsync().ConfigureAwait(false);
                    if (_failure == exception)
                        throw;
                    throw _failure;
                }

                _failure = null;
            }
        }
    }

    /// <summary>Reads the stream to its end.</summary>
    /// <returns>The whole reply.</returns>
    /// <exception cref="ChatException">The request failed, or the stream ended otherwise than by its end marker.</exception>
    /// <exception cref="OperationCanceledException">The stream was cancelled.</exception>
    public async Task<ChatCompletion> ReadToEndAsync()
    {
        while (await WaitToReadAsync().ConfigureAwait(false))
        {
            while (TryRead(out _))
            {
            }
        }

        return Completion;
    }

    /// <summary>Reads the deltas. The stream is disposed when the enumeration ends, however it does.</summary>
    /// <param name="cancellationToken">Stops the stream, as the token does that it was made with.</param>
    /// <returns>The deltas.</returns>
    public async IAsyncEnumerator<ChatDelta> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        using var registration = cancellationToken.Register(Stop);
        try
        {
            while (await WaitToReadAsync().ConfigureAwait(false))
            {
                while (TryRead(out var delta))
                    yield return delta;
            }
        }
        finally
        {
            await DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Ends the stream because its reader has enough: the connection is closed, and the completion's status is Limited. What was read stays; what
    /// has arrived and wasn't read is dropped.
    /// </summary>
    public void Limit() => Limit([]);

    /// <summary>Ends the stream in the same way.</summary>
    /// <param name="unread">Deltas that were taken and don't count, the last one first.</param>
    internal void Limit(IEnumerable<ChatDelta> unread)
    {
        foreach (var delta in unread)
            _builder.Remove(delta);
        _isLimited = true;
        if (_completion is null)
            Stop();
        _completion = null;
        _isEstimated = false;
        End(ChatCompletionStatus.Limited, error: null);
    }

    /// <summary>Closes the stream. If it hasn't ended, the connection is closed with it, and the completion's status is Cancelled.</summary>
    /// <returns>A task that is complete already, unless usage is to be estimated.</returns>
    public async ValueTask DisposeAsync()
    {
        // First, so that a read that another thread waits for doesn't take the closed connection for a broken one.
        if (_completion is null)
            Stop();
        End(ChatCompletionStatus.Cancelled, error: null);
        await EstimateUsageAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private int? Measure(ChatDelta delta)
    {
        try
        {
            return _limits?.Measure(delta);
        }
        catch (ChatException exception)
        {
            End(ChatCompletionStatus.Incomplete, exception);
            throw;
        }
    }

    // The delta that crosses a limit, as far as it's within.
    private bool TryTakeLast([NotNullWhen(true)] ref ChatDelta? delta, int allowed)
    {
        bool isSomething = allowed > 0;
        delta = isSomething ? delta!.Cut(allowed) : null;
        if (isSomething)
            _builder.Add(delta!);
        Limit();
        return isSomething;
    }

    // That the time is over comes from a cassette, too.
    private bool IsCut(ChatException exception) =>
        exception.Kind is ChatErrorKind.IncompleteStream or ChatErrorKind.ConnectionLost or ChatErrorKind.IdleTimeout
        || (exception.Kind == ChatErrorKind.TimedOut && _builder.HasDeltas);

    private async Task OpenAsync()
    {
        if (_startTimestamp == 0)
            await StartAsync().ConfigureAwait(false);

        await _recovery.WaitForTurnAsync(_stopToken).ConfigureAwait(false);
        _attempt = new ReplyAttempt(_exchange, _decoded, _stopToken);
        await _attempt.OpenAsync(_recovery.Continuation, () => Elapsed).ConfigureAwait(false);
    }

    private Task StartAsync()
    {
        _startTimestamp = _exchange.Clock.GetTimestamp();
        if (_exchange.Timeouts.Total is { } limit)
            _timer = _exchange.Clock.CreateTimer(_ => TimeOut(), state: null, limit, Timeout.InfiniteTimeSpan);
        return _exchange.BeginAsync(_stop.Token);
    }

    private bool TryRecover(ChatException failure)
    {
        if (_attempt is null)
            return false;

        bool isRecovered = _attempt.HasBegun
            ? _recovery.TryResume(failure, Build(ChatCompletionStatus.Incomplete, failure))
            : _recovery.TryAgain(failure);
        if (!isRecovered)
            return false;

        if (_attempt.HasBegun)
            _builder.BeginPart();
        _attempt.Dispose();
        _attempt = null;
        _decoded.Restart(_recovery.Continuation?.CreateSeam());
        return true;
    }

    private void TimeOut()
    {
        _timedOut = true;
        Stop();
    }

    /// <summary>Stops what is under way, from another thread than the reader's.</summary>
    internal void Stop() => _stop.CancelUnlessDisposed();

    private Exception Stopped()
    {
        if (_timedOut && !_callerToken.IsCancellationRequested)
        {
            var exception = new ChatConnectionException(ChatErrorKind.TimedOut, $"The reply took longer than the {_exchange.Timeouts.Total!.Value.TotalSeconds:0.###} s allowed for it.");
            End(_builder.HasDeltas ? ChatCompletionStatus.Incomplete : ChatCompletionStatus.Failed, exception);
            return exception;
        }

        var token = _callerToken.IsCancellationRequested ? _callerToken : _stopToken;
        End(ChatCompletionStatus.Cancelled, error: null);
        return new OperationCanceledException(token);
    }

    private void EndComplete()
    {
        _attempt!.Complete();
        if (AnswerMisfit.Find(Build(ChatCompletionStatus.Complete, error: null)) is { } misfit)
            throw misfit;
        End(ChatCompletionStatus.Complete, error: null);
    }

    private void End(ChatCompletionStatus status, ChatException? error)
    {
        if (_completion is not null)
            return;

        _timer?.Dispose();
        _attempt?.Dispose();
        _completion = Build(status, error);
        _exchange.Trace?.Invoke(ChatTraceLevel.Request, $"{status} after {_completion.Duration.TotalMilliseconds:0} ms: {_completion.DeltaCount} deltas, first after {_completion.FirstTokenLatency?.TotalMilliseconds ?? 0:0} ms, tokens {_completion.Usage?.ToString() ?? "not sent"}");
        if (error is not null)
        {
            error.Completion = _completion;
            error.RequestId = _completion.RequestId;
            error.StatusCode ??= _exchange.StatusCode;
        }
    }

    // Without deltas there was no reply that could have cost something.
    private Task EstimateUsageAsync()
    {
        if (_isEstimated || !_builder.HasDeltas || _callerToken.IsCancellationRequested)
            return Task.CompletedTask;

        _isEstimated = true;
        return _exchange.EstimateUsageAsync(_completion!, _callerToken);
    }

    private ChatCompletion Build(ChatCompletionStatus status, ChatException? error) =>
        _builder.Build(_exchange, _decoded, _recovery, status, error, Elapsed);
}
