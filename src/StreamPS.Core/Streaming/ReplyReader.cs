using System;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using StreamPS.Protocols;
using StreamPS.Transport;

namespace StreamPS.Streaming;

/// <summary>Reads the body of a reply: finds out what it is, takes events from it and has them decoded, and says when it has ended and whether it's whole.</summary>
internal sealed class ReplyReader : IDisposable
{
    private const int BeginningBytes = 512;
    private const int LongestEvidence = 8 * 1024;

    private readonly ChatExchange _exchange;
    private readonly DecodedStream _decoded;
    private readonly Func<TimeSpan> _elapsed;
    private readonly ChatDecoder _decoder;
    private readonly EventReader _events;
    private readonly byte[] _beginning = new byte[BeginningBytes];
    private int _beginningLength;
    private bool _hasEvents;
    private bool _isReleased;
    private ChatException? _break;
    private ChatException? _failure;

    public ReplyReader(ChatExchange exchange, ChatResponse response, DecodedStream decoded, Func<TimeSpan> elapsed)
    {
        _exchange = exchange;
        _decoded = decoded;
        _elapsed = elapsed;
        _decoder = exchange.CreateDecoder();
        _events = exchange.Protocol.CreateReader(exchange.Tap is null ? response.Body : exchange.Tap(response.Body));
    }

    /// <summary>
    /// Reads the beginning. What the body is shows in its first character: content types are wrong too often to go by.
    /// </summary>
    /// <exception cref="ChatException">The body is no reply.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        while (WithoutSpace(_events.Buffered).IsEmpty)
        {
            if (!await FillAsync(cancellationToken).ConfigureAwait(false))
                return;
        }

        byte first = WithoutSpace(_events.Buffered)[0];
        bool isPage = first == (byte)'<';
        bool isDocument = first is (byte)'{' or (byte)'[' && await IsDocumentAsync(cancellationToken).ConfigureAwait(false);
        while ((isDocument || (isPage && _events.Buffered.Length < LongestEvidence)) && await FillAsync(cancellationToken).ConfigureAwait(false))
        {
        }

        if (_break is not null)
            return;
        if (isPage)
            throw ProtocolError("The service answered with a web page instead of a stream", _events.Buffered);
        if (isDocument)
            DecodeDocument();
    }

    /// <summary>Reads on until a delta waits to be taken.</summary>
    /// <returns>False when the reply is complete.</returns>
    /// <exception cref="ChatException">The reply ended otherwise than by its end marker.</exception>
    public async ValueTask<bool> AdvanceAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_decoded.HasWaiting || DecodeBuffered())
                return true;
            if (_failure is not null)
                throw _failure;
            if (_decoded.Error is not null)
                throw _exchange.ToException(_decoded.Error);
            if (_decoded.HasEnded)
                return _decoded.HasBegun ? false : throw EndedTooEarly();

            if (_break is not null || !await FillAsync(cancellationToken).ConfigureAwait(false))
                DecodeRemainder();
        }
    }

    /// <summary>
    /// Decodes what has arrived, up to the first event that gives deltas: so they leave as soon as they can, and few wait at a time.
    /// </summary>
    /// <returns>True when deltas wait to be taken.</returns>
    public bool DecodeBuffered()
    {
        while (!_decoded.HasEnded && _decoded.Error is null && _failure is null && _events.TryRead(out var streamEvent))
        {
            Decode(streamEvent);
            if (_decoded.HasWaiting)
                return true;
        }

        return false;
    }

    /// <summary>Hands out what the decoder holds back: no more comes. That doesn't make the reply whole.</summary>
    /// <returns>False when nothing is.</returns>
    public bool Release()
    {
        if (_isReleased)
            return false;

        _isReleased = true;
        bool hasEnded = _decoded.HasEnded;
        _decoder.Release(_decoded);
        _decoded.HasEnded = hasEnded;
        return _decoded.HasWaiting;
    }

    public void Dispose() => _events.Dispose();

    private async Task<bool> IsDocumentAsync(CancellationToken cancellationToken)
    {
        while (_events.IsDocument is null && await FillAsync(cancellationToken).ConfigureAwait(false))
        {
        }

        return _events.IsDocument == true;
    }

    // False at the end of the body, whatever has ended it.
    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        try
        {
            int before = _events.Buffered.Length;
            bool filled = await _events.FillAsync(cancellationToken).ConfigureAwait(false);
            KeepBeginning(_events.Buffered.Slice(before));
            _decoded.Elapsed = _elapsed();
            return filled;
        }
        catch (Exception exception) when (BodyFailures.Includes(exception))
        {
            cancellationToken.ThrowIfCancellationRequested();
            _break = ConnectionFailures.InBody(exception);
            return false;
        }
    }

    // The evidence, if it turns out to be no stream.
    private void KeepBeginning(ReadOnlySpan<byte> bytes)
    {
        int length = Math.Min(bytes.Length, BeginningBytes - _beginningLength);
        bytes.Slice(0, length).CopyTo(_beginning.AsSpan(_beginningLength));
        _beginningLength += length;
    }

    private void Decode(StreamEvent streamEvent)
    {
        _hasEvents |= !streamEvent.Data.IsEmpty;
        if (_exchange.Trace is not null)
            TraceEvent(streamEvent);

        try
        {
            _decoder.Decode(streamEvent, _decoded);
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

    private void TraceEvent(StreamEvent streamEvent)
    {
        string type = streamEvent.Type.IsEmpty ? "" : Encoding.UTF8.GetString(streamEvent.Type) + " ";
        string text = $"Frame: {type}{Encoding.UTF8.GetString(streamEvent.Data)}";
        _exchange.Trace!(ChatTraceLevel.Wire, streamEvent.IsTerminated ? _exchange.Mask(text) : _exchange.MaskExcerpt(text));
    }

    private void DecodeDocument()
    {
        var body = _events.Buffered;
        _exchange.Trace?.Invoke(ChatTraceLevel.Wire, _exchange.Mask("Body: " + Encoding.UTF8.GetString(body)));
        try
        {
            _decoder.DecodeDocument(body, _decoded);
        }
        catch (JsonException exception)
        {
            throw ProtocolError("The service answered with damaged JSON instead of a stream", body, exception);
        }

        if (!_decoded.HasEnded && _decoded.Error is null)
            throw ProtocolError("The service answered with JSON that is no reply", body);
    }

    // What has arrived counts, also when the connection broke behind it: an event that only lacks its line end, and the end marker.
    private void DecodeRemainder()
    {
        if (_events.TryReadRemainder(out var streamEvent))
            Decode(streamEvent);
        if (_decoded.HasEnded || _decoded.Error is not null)
            return;

        _failure = _break ?? _failure;
        if (_failure is not null)
            return;

        _isReleased = true;
        _decoder.Release(_decoded);
        if (!_decoded.HasEnded)
            _failure = EndedTooEarly();
    }

    private ChatStreamException EndedTooEarly()
    {
        if (_decoded.HasBegun)
            return new ChatStreamException(ChatErrorKind.IncompleteStream, "The stream ended without its end marker: the reply may be cut.");

        var beginning = WithoutSpace(_beginning.AsSpan(0, _beginningLength));
        return beginning.IsEmpty || _decoded.HasEnded || (!_hasEvents && SseReader.IsField(beginning))
            ? new ChatStreamException(ChatErrorKind.IncompleteStream, "The service ended the stream without sending anything.")
            : ProtocolError("The service answered with something that is no chat stream", beginning);
    }

    private ChatStreamException ProtocolError(string what, ReadOnlySpan<byte> evidence, Exception? cause = null)
    {
        // Masked before it's cut to an excerpt, and here it may have been cut as well.
        string text = _exchange.MaskExcerpt(Encoding.UTF8.GetString(evidence.Slice(0, Math.Min(evidence.Length, LongestEvidence))));
        return new ChatStreamException(ChatErrorKind.ProtocolError, $"{what}: {ServiceErrorReader.Excerpt(text)}", cause);
    }

    private static ReadOnlySpan<byte> WithoutSpace(ReadOnlySpan<byte> bytes) => bytes.Slice(JsonSpace.Skip(bytes, 0));
}
