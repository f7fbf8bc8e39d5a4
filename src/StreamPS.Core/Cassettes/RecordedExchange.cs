using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Threading;
using StreamPS.Transport;

namespace StreamPS.Cassettes;

/// <summary>An exchange that is being recorded. A body may be closed by another thread than its reader's.</summary>
internal sealed class RecordedExchange
{
    private readonly object _lock = new();
    private readonly ChatClient _client;
    private readonly CassetteRecorder _recorder;
    private readonly AnnouncedContent? _content;
    private readonly Uri _address;
    private readonly PieceMask _mask;
    private readonly long _start;
    private readonly int _number;
    private bool _hasEnded;

    public RecordedExchange(ChatClient client, CassetteRecorder recorder, HttpRequestMessage request)
    {
        _client = client;
        _recorder = recorder;
        _content = request.Content as AnnouncedContent;
        _address = request.RequestUri!;
        _mask = new PieceMask(client.Secrets);
        _number = recorder.Begin(this);
        recorder.Write(line => WriteRequest(line, request));
        _start = client.Options.Clock.GetTimestamp();
    }

    /// <summary>The headers of the answer have come.</summary>
    public void Respond(HttpResponseMessage response)
    {
        decimal time = GetTime();
        _recorder.Write(line =>
        {
            line.WriteNumber(CassetteNames.Response, _number);
            line.WriteNumber(CassetteNames.Milliseconds, time);
            line.WriteNumber(CassetteNames.Status, (int)response.StatusCode);
            line.WriteStartObject(CassetteNames.Headers);
            foreach (var header in response.Headers.Concat(response.Content.Headers).Where(header => CassetteHeaders.Keeps(header.Key)))
                line.WriteString(header.Key, CassetteHeaders.Mask(header.Key, string.Join(", ", header.Value), _client.Secrets));
            line.WriteEndObject();
        });
    }

    /// <summary>A piece of the body has come.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            if (!_hasEnded)
                Write(_mask.Add(new CassettePiece((double)GetTime(), bytes.ToArray())));
        }
    }

    /// <summary>The body has come to its end.</summary>
    public void Complete() => End(CassetteEnding.Complete, kind: null, socketError: null, message: null);

    /// <summary>The client closes the body, unless it has ended.</summary>
    public void Close() => End(CassetteEnding.Closed, _content?.Limit(), socketError: null, message: null);

    /// <summary>Sending failed, or was stopped.</summary>
    public void FailToSend(Exception exception, CancellationToken cancellationToken)
    {
        if (!BodyFailures.Includes(exception) || cancellationToken.IsCancellationRequested)
        {
            Close();
            return;
        }

        // The platform's words aren't kept: they may name a proxy.
        var failure = ConnectionFailures.BeforeResponse(_address, _client.Options.Connection.Proxy, _content is { IsSent: true }, exception);
        End(CassetteEnding.Broken, failure.Kind, (exception.GetBaseException() as SocketException)?.SocketErrorCode, message: null);
    }

    /// <summary>Reading the body failed, or was stopped.</summary>
    public void FailToRead(Exception exception, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            Close();
            return;
        }

        var cause = exception.GetBaseException();
        End(CassetteEnding.Broken, ChatErrorKind.ConnectionLost, (cause as SocketException)?.SocketErrorCode, _client.Secrets.Apply(cause.Message));
    }

    private decimal GetTime() => Math.Round((decimal)_client.Options.Clock.GetElapsedTime(_start).TotalMilliseconds, 1);

    private void End(CassetteEnding how, ChatErrorKind? kind, SocketError? socketError, string? message)
    {
        lock (_lock)
        {
            if (_hasEnded)
                return;

            _hasEnded = true;
            Write(_mask.Complete());
            decimal time = GetTime();
            _recorder.Write(line =>
            {
                line.WriteNumber(CassetteNames.End, _number);
                line.WriteNumber(CassetteNames.Milliseconds, time);
                line.WriteString(CassetteNames.How, how.ToString());
                line.WriteOptional(CassetteNames.Kind, kind?.ToString());
                line.WriteOptional(CassetteNames.SocketError, socketError?.ToString());
                line.WriteOptional(CassetteNames.Message, message);
            });
        }

        _recorder.End(this);
    }

    private void Write(IReadOnlyList<CassettePiece> pieces)
    {
        foreach (var piece in pieces)
        {
            _recorder.Write(line =>
            {
                line.WriteNumber(CassetteNames.Piece, _number);
                line.WriteNumber(CassetteNames.Milliseconds, (decimal)piece.Milliseconds);
                string text = Encoding.UTF8.GetString(piece.Bytes);
                if (IsExact(text, piece.Bytes))
                    line.WriteString(CassetteNames.Text, text);
                else
                    line.WriteBase64String(CassetteNames.Base64, piece.Bytes);
            });
        }
    }

    // A piece may begin or end in the middle of a character, and a service may send what isn't UTF-8 at all.
    private static bool IsExact(string text, byte[] bytes) => !text.Contains('\uFFFD') || Encoding.UTF8.GetBytes(text).AsSpan().SequenceEqual(bytes);

    private void WriteRequest(Utf8JsonWriter line, HttpRequestMessage request)
    {
        var sent = SentRequest.Of(request, _client.Secrets);
        line.WriteNumber(CassetteNames.Request, _number);
        line.WriteOptional(CassetteNames.Provider, _client.Provider.ListedName);
        line.WriteString(CassetteNames.Protocol, _client.Provider.Protocol.ToString());
        line.WriteString(CassetteNames.BaseUri, SentRequest.Mask(_client.Provider.BaseUri!, _client.Secrets).AbsoluteUri);
        line.WriteOptional(CassetteNames.Model, _content?.Model is { } model ? _client.Secrets.Apply(model) : null);
        line.WriteString(CassetteNames.Method, sent.Method);
        line.WriteString(CassetteNames.Address, sent.Address.AbsoluteUri);
        line.WriteStartObject(CassetteNames.Headers);
        foreach (var header in GetHeaders(request))
            line.WriteString(header.Key, CassetteHeaders.MaskSent(header.Key, string.Join(", ", header.Value), _client));
        line.WriteEndObject();
        if (sent.Text is null)
            return;

        line.WritePropertyName(CassetteNames.Body);
        if (sent.Json is { } json)
            json.WriteTo(line);
        else
            line.WriteStringValue(sent.Text);
    }

    private static IEnumerable<KeyValuePair<string, IEnumerable<string>>> GetHeaders(HttpRequestMessage request) =>
        request.Headers.Concat(request.Content is null ? [] : request.Content.Headers.Where(header => !HttpHeaderText.IsFraming(header.Key)));
}
