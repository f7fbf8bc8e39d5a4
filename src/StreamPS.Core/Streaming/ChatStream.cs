using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using StreamPS.Protocols;
using StreamPS.Streaming;
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
    private const int BeginningBytes = 512;
    private const int LongestEvidence = 8 * 1024;

    private readonly ChatExchange _exchange;
    private readonly CancellationToken _callerToken;
    private readonly CancellationTokenSource _stop;
    private readonly DecodedStream _decoded;
    private readonly CompletionBuilder _builder = new();

    private long _startTimestamp;
    private ITimer? _timer;
    private volatile bool _timedOut;
    private ChatResponse? _response;
    private SseReader? _reader;
    private ChatDecoder? _decoder;
    private byte[] _beginning = [];
    private ChatException? _failure;
    private ChatCompletion? _completion;

    internal ChatStream(ChatExchange exchange, CancellationToken cancellationToken)
    {
        _exchange = exchange;
        _decoded = new DecodedStream { PromptIndex = exchange.Request.PromptIndex };
        _callerToken = cancellationToken;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    /// <summary>The reply as far as it was read. When the stream has ended, its status is the verdict.</summary>
    public ChatCompletion Completion => _completion ?? Build(ChatCompletionStatus.Incomplete, error: null);

    private TimeSpan Elapsed => _startTimestamp == 0 ? TimeSpan.Zero : _exchange.Clock.GetElapsedTime(_startTimestamp);

    /// <summary>Takes a delta that has arrived already.</summary>
    /// <param name="delta">The delta.</param>
    /// <returns>False when none is there: wait with <see cref="WaitToReadAsync"/>.</returns>
    /// <exception cref="OperationCanceledException">The stream was cancelled.</exception>
    public bool TryRead([NotNullWhen(true)] out ChatDelta? delta)
    {
        if (_stop.IsCancellationRequested && _completion is null)
            throw Stopped();

        if (!_decoded.TryTake(out delta) && !(DecodeBuffered() && _decoded.TryTake(out delta)))
            return false;

        _builder.Add(delta);
        return true;
    }

    /// <summary>Waits until a delta can be taken. The first call sends the request.</summary>
    /// <returns>False when the reply is complete.</returns>
    /// <exception cref="ChatException">The request failed, or the stream ended otherwise than by its end marker.</exception>
    /// <exception cref="OperationCanceledException">The stream was cancelled.</exception>
    public async ValueTask<bool> WaitToReadAsync()
    {
        if (_decoded.HasWaiting)
            return true;
        if (_completion is not null)
            return false;

        try
        {
            if (_reader is null)
                await OpenAsync().ConfigureAwait(false);
            return await AdvanceAsync().ConfigureAwait(false);
        }
        catch (ChatException exception)
        {
            End(IsCut(exception) ? ChatCompletionStatus.Incomplete : ChatCompletionStatus.Failed, exception);
            throw;
        }
        catch (OperationCanceledException)
        {
            throw Stopped();
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
        using var registration = cancellationToken.Register(_stop.Cancel);
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

    /// <summary>Closes the stream. If it hasn't ended, the connection is closed with it, and the completion's status is Cancelled.</summary>
    /// <returns>A task that is complete already.</returns>
    public ValueTask DisposeAsync()
    {
        End(ChatCompletionStatus.Cancelled, error: null);
        _stop.Dispose();
        return default;
    }

    private static bool IsCut(ChatException exception) => exception.Kind is ChatErrorKind.IncompleteStream or ChatErrorKind.ConnectionLost;

    private async Task OpenAsync()
    {
        _startTimestamp = _exchange.Clock.GetTimestamp();
        if (_exchange.Timeout is { } timeout)
            _timer = _exchange.Clock.CreateTimer(_ => TimeOut(), state: null, timeout, Timeout.InfiniteTimeSpan);

        _response = await _exchange.OpenAsync(_stop.Token).ConfigureAwait(false);
        _decoder = _exchange.CreateDecoder();
        _reader = new SseReader(_response.Body);
        await CheckBeginningAsync().ConfigureAwait(false);
    }

    // What the body is shows in its first character: content types are wrong too often to go by.
    private async Task CheckBeginningAsync()
    {
        byte first;
        while ((first = FirstCharacter(_reader!.Buffered)) == 0)
        {
            if (!await FillAsync().ConfigureAwait(false))
                return;
        }

        _beginning = _reader.Buffered.Slice(0, Math.Min(BeginningBytes, _reader.Buffered.Length)).ToArray();
        if (first is not ((byte)'{' or (byte)'[' or (byte)'<'))
            return;

        bool isPage = first == (byte)'<';
        while ((!isPage || _reader.Buffered.Length < LongestEvidence) && await FillAsync().ConfigureAwait(false))
        {
        }

        if (isPage)
            throw ProtocolError("The service answered with a web page instead of a stream", _reader.Buffered);
        DecodeDocument();
    }

    private void DecodeDocument()
    {
        var body = _reader!.Buffered;
        try
        {
            _decoder!.DecodeDocument(body, _decoded);
        }
        catch (JsonException exception)
        {
            throw ProtocolError("The service answered with damaged JSON instead of a stream", body, exception);
        }

        if (!_decoded.HasEnded && _decoded.Error is null)
            throw ProtocolError("The service answered with JSON that is no reply", body);
    }

    private async ValueTask<bool> AdvanceAsync()
    {
        while (true)
        {
            if (_decoded.HasWaiting || DecodeBuffered())
                return true;
            if (_failure is not null)
                throw _failure;
            if (_decoded.Error is not null)
                throw _exchange.ToException(_decoded.Error);
            if (_decoded.HasEnded && !_decoded.HasBegun)
                throw EndedTooEarly();
            if (_decoded.HasEnded)
            {
                EndComplete();
                return false;
            }

            if (!await FillAsync().ConfigureAwait(false))
                DecodeRemainder();
        }
    }

    private async ValueTask<bool> FillAsync()
    {
        try
        {
            bool filled = await _reader!.FillAsync(_stop.Token).ConfigureAwait(false);
            _decoded.Elapsed = Elapsed;
            return filled;
        }
        catch (Exception exception) when (BodyFailures.Includes(exception))
        {
            _stop.Token.ThrowIfCancellationRequested();
            throw ConnectionFailures.InBody(exception);
        }
    }

    // Stops at the first event that gives deltas, so that they leave as soon as they can and few wait at a time.
    private bool DecodeBuffered()
    {
        if (_reader is null)
            return false;

        while (!_decoded.HasEnded && _decoded.Error is null && _failure is null && _reader.TryRead(out var streamEvent))
        {
            Decode(streamEvent);
            if (_decoded.HasWaiting)
                return true;
        }

        return false;
    }

    private void Decode(StreamEvent streamEvent)
    {
        try
        {
            _decoder!.Decode(streamEvent, _decoded);
        }
        catch (JsonException exception) when (streamEvent.IsTerminated)
        {
            _failure = ProtocolError("The service sent a frame that can't be read", streamEvent.Data, exception);
        }
        catch (JsonException exception)
        {
            _failure = new ChatStreamException(ChatErrorKind.IncompleteStream, "The stream was cut in the middle of a frame.", exception);
        }
    }

    private void DecodeRemainder()
    {
        if (_reader!.TryReadRemainder(out var streamEvent))
            Decode(streamEvent);
        if (!_decoded.HasEnded && _decoded.Error is null)
            _failure ??= EndedTooEarly();
    }

    private ChatStreamException EndedTooEarly()
    {
        if (_decoded.HasBegun)
            return new ChatStreamException(ChatErrorKind.IncompleteStream, "The stream ended without its end marker: the reply may be cut.");

        return _beginning.Length == 0
            ? new ChatStreamException(ChatErrorKind.IncompleteStream, "The service ended the stream without sending anything.")
            : ProtocolError("The service answered with something that is no chat stream", _beginning);
    }

    private ChatStreamException ProtocolError(string what, ReadOnlySpan<byte> evidence, Exception? cause = null)
    {
        // Masked before it's cut: half a key is not found any more.
        string text = _exchange.Mask(Encoding.UTF8.GetString(evidence.Slice(0, Math.Min(evidence.Length, LongestEvidence))));
        string excerpt = ServiceErrorReader.Excerpt(text);
        return new ChatStreamException(ChatErrorKind.ProtocolError, $"{what}: {excerpt}", cause);
    }

    private void TimeOut()
    {
        _timedOut = true;
        _stop.Cancel();
    }

    private Exception Stopped()
    {
        if (_timedOut && !_callerToken.IsCancellationRequested)
        {
            var exception = new ChatConnectionException(ChatErrorKind.TimedOut, $"The reply took longer than the {_exchange.Timeout!.Value.TotalSeconds:0.###} s allowed for it.");
            End(_builder.HasDeltas ? ChatCompletionStatus.Incomplete : ChatCompletionStatus.Failed, exception);
            return exception;
        }

        End(ChatCompletionStatus.Cancelled, error: null);
        return new OperationCanceledException(_callerToken.IsCancellationRequested ? _callerToken : _stop.Token);
    }

    private void EndComplete()
    {
        var response = _response!;
        _response = null;
        End(ChatCompletionStatus.Complete, error: null);
        _ = response.ReleaseAsync(_exchange.Clock);
    }

    private void End(ChatCompletionStatus status, ChatException? error)
    {
        if (_completion is not null)
            return;

        _timer?.Dispose();
        _response?.Dispose();
        _reader?.Dispose();
        _completion = Build(status, error);
        if (error is not null)
        {
            error.Completion = _completion;
            error.RequestId = _completion.RequestId;
        }
    }

    private ChatCompletion Build(ChatCompletionStatus status, ChatException? error) =>
        _builder.Build(_exchange, _decoded.Id, _decoded.Model, status, error, Elapsed);

    private static byte FirstCharacter(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("\uFEFF"u8))
            bytes = bytes.Slice(3);
        foreach (byte value in bytes)
        {
            if (value is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
                return value;
        }

        return 0;
    }
}
