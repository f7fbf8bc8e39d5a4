using System;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using StreamPS.Tests.Support;

namespace StreamPS.Tests.Relay;

/// <summary>A client that sends what no HTTP library would.</summary>
internal sealed class RawClient : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly TcpClient _client;
    private readonly NetworkStream _stream;

    private RawClient(TcpClient client)
    {
        _client = client;
        _stream = client.GetStream();
    }

    public Socket Socket => _client.Client;

    public static async Task<RawClient> ConnectAsync(ChatRelay relay, int? receiveBuffer = null)
    {
        var client = new TcpClient { NoDelay = true };
        if (receiveBuffer is { } size)
            client.ReceiveBufferSize = size;
        await client.ConnectAsync(IPAddress.Loopback, relay.Port);
        return new RawClient(client);
    }

    /// <summary>Sends a request and reads the answer, over a connection of its own.</summary>
    public static async Task<RawAnswer> AskAsync(ChatRelay relay, string request)
    {
        using var client = await ConnectAsync(relay);
        await client.SendAsync(request);
        return await client.ReadAnswerAsync();
    }

    /// <summary>Sends text, one byte for each character.</summary>
    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(byte[] bytes)
    {
        try
        {
            await _stream.WriteAsync(bytes).AsTask().WaitAsync(Limit);
        }
        catch (IOException)
        {
            // The server needn't read what it has refused.
        }
    }

    /// <summary>Reads up to a text, and returns everything with it.</summary>
    public async Task<string> ReadToAsync(string end)
    {
        var text = new StringBuilder();
        while (!text.ToString().EndsWith(end, StringComparison.Ordinal))
            text.Append((char)(await ReadByteAsync() ?? throw new EndOfStreamException($"The connection ended after: {text}")));
        return text.ToString();
    }

    /// <summary>Reads one answer, and as much of its body as it says it has.</summary>
    public async Task<RawAnswer> ReadAnswerAsync(bool isHead = false)
    {
        string head = await ReadToAsync("\r\n\r\n");
        var answer = new RawAnswer(head);
        if (isHead || answer.Status is 100 or 204)
            return answer;
        if (answer.Header("Transfer-Encoding") == "chunked")
            return answer with { Body = await ReadChunksAsync() };
        if (answer.Header("Content-Length") is not { } length)
            return answer with { Body = await ReadToEndAsync() };

        var body = new byte[int.Parse(length, CultureInfo.InvariantCulture)];
        for (int i = 0; i < body.Length; i++)
            body[i] = await ReadByteAsync() ?? throw new EndOfStreamException("The body is short.");
        return answer with { Body = Encoding.UTF8.GetString(body) };
    }

    /// <summary>Reads to the connection's end.</summary>
    /// <exception cref="IOException">It was reset.</exception>
    public async Task<string> ReadToEndAsync()
    {
        using var bytes = new MemoryStream();
        while (await ReadByteAsync() is { } next)
            bytes.WriteByte(next);
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    /// <summary>Whether the server has ended the connection, in whatever way.</summary>
    public async Task<bool> IsEndedAsync()
    {
        try
        {
            return await ReadByteAsync() is null;
        }
        catch (IOException)
        {
            return true;
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<string> ReadChunksAsync()
    {
        var body = new MemoryStream();
        while (true)
        {
            int size = int.Parse((await ReadToAsync("\r\n")).TrimEnd(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            for (int i = 0; i < size; i++)
                body.WriteByte(await ReadByteAsync() ?? throw new EndOfStreamException("A chunk is short."));
            if (await ReadToAsync("\r\n") != "\r\n")
                throw new InvalidDataException("A chunk doesn't end where it says.");
            if (size == 0)
                return Encoding.UTF8.GetString(body.ToArray());
        }
    }

    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    private async Task<byte?> ReadByteAsync()
    {
        if (_start == _end)
        {
            _start = 0;
            _end = await _stream.ReadAsync(_buffer).AsTask().WaitAsync(Limit);
        }

        return _end == 0 ? null : _buffer[_start++];
    }
}
