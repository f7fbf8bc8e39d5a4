using System;
using System.Collections.Generic;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace StreamPS.Cassettes;

/// <summary>Reads the lines of a cassette. Each recording in it begins with a line of its own, and counts its exchanges from 1.</summary>
internal sealed class CassetteReader
{
    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    private readonly string _path;
    private readonly List<CassetteExchange> _exchanges = [];
    private readonly Dictionary<int, CassetteExchange> _recording = [];
    private bool _hasBegun;

    private CassetteReader(string path)
    {
        _path = path;
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="ChatCassetteException">It isn't a cassette, or a line of it can't be read.</exception>
    public static IReadOnlyList<CassetteExchange> Read(string path, byte[] content)
    {
        var reader = new CassetteReader(path);
        reader.Read(content);
        return reader._exchanges;
    }

    private void Read(byte[] content)
    {
        if (content.Length == 0)
            throw Invalid("it's empty");
        if (content.Length > 1 && (content[0], content[1]) is (0xFF, 0xFE) or (0xFE, 0xFF))
            throw Invalid("it's in UTF-16: save it as UTF-8");

        int start = content.AsSpan().StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;
        for (int number = 1; start < content.Length; number++)
        {
            int length = content.AsSpan(start).IndexOf((byte)'\n');
            bool isWhole = length >= 0;
            if (!isWhole)
                length = content.Length - start;
            ReadLine(number, content.AsMemory(start, length), isWhole);
            start += length + 1;
        }

        if (!_hasBegun)
            throw Invalid("it's empty");
    }

    private void ReadLine(int number, ReadOnlyMemory<byte> text, bool isWhole)
    {
        if (IsBlank(text.Span))
            return;

        try
        {
            using var document = JsonDocument.Parse(text);
            Take(number, document.RootElement);
        }
        catch (JsonException) when (!isWhole && _hasBegun)
        {
            // A crash in the middle of writing leaves the last line so. What was recorded before it counts.
        }
        catch (JsonException exception)
        {
            throw _hasBegun
                ? Invalid($"line {number} isn't JSON, from its byte {exception.BytePositionInLine + 1} on", exception)
                : Invalid($"its first line isn't JSON, but has to begin with {{\"{CassetteNames.Cassette}\":\"{CassetteNames.Format}\"", exception);
        }
        catch (Exception exception) when (exception is FormatException or InvalidOperationException or ArgumentException)
        {
            throw Invalid($"line {number}: {exception.Message.TrimEnd('.')}", exception);
        }
    }

    private void Take(int number, JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw new FormatException("it isn't an object");

        var line = new CassetteLine(element);
        if (line.Find(CassetteNames.Cassette) is not null)
            Begin(line);
        else if (!_hasBegun)
            throw new FormatException($"it isn't the first line of a cassette, which begins with {{\"{CassetteNames.Cassette}\":\"{CassetteNames.Format}\"");
        else if (line.Find(CassetteNames.Request) is not null)
            AddRequest(number, line);
        else if (line.Find(CassetteNames.Response) is not null)
            AddResponse(line);
        else if (line.Find(CassetteNames.Piece) is not null)
            AddPiece(line);
        else if (line.Find(CassetteNames.End) is not null)
            AddEnd(line);
        else
            throw new FormatException($"it's none of {CassetteNames.Request}, {CassetteNames.Response}, {CassetteNames.Piece} and {CassetteNames.End}");
    }

    private void Begin(CassetteLine line)
    {
        if (line.Text(CassetteNames.Cassette) != CassetteNames.Format)
            throw new FormatException($"it's a cassette of '{line.Text(CassetteNames.Cassette)}', and not of {CassetteNames.Format}");

        int version = line.Number(CassetteNames.VersionField);
        if (version != CassetteNames.Version)
            throw new FormatException($"it's of version {version}, and this StreamPS knows {CassetteNames.Version}");

        _hasBegun = true;
        _recording.Clear();
    }

    private void AddRequest(int number, CassetteLine line)
    {
        int id = line.Number(CassetteNames.Request, lowest: 1);
        if (_recording.ContainsKey(id))
            throw new FormatException($"there is a request {id} already");

        string? body = line.Find(CassetteNames.Body) is { } value ? value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText() : null;
        var request = new CassetteRequest(line.Text(CassetteNames.Method), line.Uri(CassetteNames.Address), body);
        var service = new CassetteService
        {
            Provider = line.OptionalText(CassetteNames.Provider),
            Protocol = line.Name<ChatProtocol>(CassetteNames.Protocol),
            BaseUri = line.Uri(CassetteNames.BaseUri),
            Model = line.OptionalText(CassetteNames.Model),
        };
        var exchange = new CassetteExchange(number, request, service);
        _recording.Add(id, exchange);
        _exchanges.Add(exchange);
    }

    private void AddResponse(CassetteLine line)
    {
        var exchange = GetOpen(line, CassetteNames.Response);
        if (exchange.Response is not null)
            throw new FormatException("its request has a response already");

        exchange.Response = new CassetteResponse
        {
            Milliseconds = line.Milliseconds,
            Status = line.Number(CassetteNames.Status, lowest: 200, highest: 599),
            Headers = line.Headers,
        };
    }

    private void AddPiece(CassetteLine line)
    {
        var exchange = GetOpen(line, CassetteNames.Piece);
        if (exchange.Response is null)
            throw new FormatException($"the response is missing that it's a piece of, to the request in line {exchange.Line}");

        byte[] bytes = line.OptionalText(CassetteNames.Base64) is { } encoded ? Decode(encoded) : Encoding.UTF8.GetBytes(line.Text(CassetteNames.Text));
        exchange.Pieces.Add(new CassettePiece(line.Milliseconds, bytes));
    }

    private void AddEnd(CassetteLine line)
    {
        var exchange = GetOpen(line, CassetteNames.End);
        var end = new CassetteEnd
        {
            Milliseconds = line.Milliseconds,
            How = line.Name<CassetteEnding>(CassetteNames.How),
            Kind = line.OptionalName<ChatErrorKind>(CassetteNames.Kind),
            SocketError = line.OptionalName<SocketError>(CassetteNames.SocketError),
            Message = line.OptionalText(CassetteNames.Message),
        };
        if (end.How == CassetteEnding.Complete && exchange.Response is null)
            throw new FormatException($"the response is missing to the request in line {exchange.Line}");

        exchange.End = end;
    }

    private CassetteExchange GetOpen(CassetteLine line, string name)
    {
        int id = line.Number(name, lowest: 1);
        if (!_recording.TryGetValue(id, out var exchange))
            throw new FormatException($"the request {id} is missing, which it belongs to");
        return exchange.End is null ? exchange : throw new FormatException($"the request {id} has ended before it");
    }

    private static byte[] Decode(string encoded)
    {
        try
        {
            return Convert.FromBase64String(encoded);
        }
        catch (FormatException exception)
        {
            throw new FormatException($"its field '{CassetteNames.Base64}' isn't base64", exception);
        }
    }

    private static bool IsBlank(ReadOnlySpan<byte> text)
    {
        foreach (byte character in text)
        {
            if (character is not ((byte)' ' or (byte)'\t' or (byte)'\r'))
                return false;
        }

        return true;
    }

    private ChatCassetteException Invalid(string why, Exception? cause = null) => new(ChatErrorKind.InvalidCassette, $"'{_path}' can't be used as a cassette: {why}.", cause);
}
