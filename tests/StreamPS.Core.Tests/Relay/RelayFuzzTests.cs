using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using StreamPS.Relay.Http;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Relay;

/// <summary>Whatever bytes come in: the relay goes on, and nothing of it is its own failure (500).</summary>
[Collection(SerialCollection.Name)]
public sealed class RelayFuzzTests : RelayTest
{
    private static readonly string[] Seeds =
    [
        "GET / HTTP/1.1\r\nHost: localhost:PORT\r\nAccept: */*\r\n\r\n",
        "OPTIONS /chat HTTP/1.1\r\nHost: localhost:PORT\r\nOrigin: http://localhost:PORT\r\nAccess-Control-Request-Method: POST\r\n\r\n",
        "POST /chat HTTP/1.1\r\nHost: localhost:PORT\r\nContent-Type: application/json\r\nContent-Length: 19\r\n\r\n{\"message\":\"Hello\"}GET /v1/models HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n",
        "POST /stream-chat HTTP/1.1\r\nHost: localhost:PORT\r\nContent-Type: application/json; charset=utf-8\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n5\r\n{\"mes\r\ne;x=y\r\nsage\":\"Hello\"}\r\n0\r\nT: 1\r\n\r\n",
        "POST /v1/chat/completions HTTP/1.0\r\nHost: localhost:PORT\r\nContent-Type: application/json\r\nConnection: keep-alive\r\nContent-Length: 240\r\n\r\n"
            + "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,iVBORw0KGgo=\"}}]}],\"tools\":[],\"stop\":[\"x\"],\"n\":1,\"temperature\":1,\"tool_choice\":\"auto\"  }",
    ];

    private static readonly string[] Pieces =
    [
        "\r\n", "\n", "\r", "\r\n\r\n", " ", "\t", ":", "\0", "\u007f", "\u00ff", "%00", "..", "/", "*", "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n", "Connection: close\r\n",
        "Host: evil\r\n", "0\r\n\r\n", "ffffffff\r\n", "HTTP/1.1", "HTTP/9.9", "GET ", "{", "}", "\"", "[", "]", "null", "-1", "1e999", "\"\\ud800\"", "{\"a\":", ",",
    ];

    [Fact]
    public async Task Nothing_that_is_sent_ends_it_or_makes_it_fail()
    {
        Server.RespondAlways(Answer());
        var relay = StartRelay();

        await Fuzz.RunAsync(1500, TimeSpan.FromMinutes(2), random => Next(random, relay.Port), bytes => Check(relay, bytes), bytes => Encoding.Latin1.GetString(bytes));

        await UntilIdleAsync(relay);
        Assert.DoesNotContain(relay.LastErrors, error => error.Status == 500);
        Assert.Equal("Hi", (await PostAsync(relay, "/stream-chat", Hello)).Body);
    }

    [Fact]
    public void Heads_are_read_or_refused()
    {
        var parser = new HttpHeadParser(new HttpLimits());
        Fuzz.Run(
            20_000,
            random => Next(random, 8089),
            bytes =>
            {
                try
                {
                    int end = HttpHeadParser.FindEnd(bytes, 0);
                    // The same when it comes byte by byte.
                    int endBytewise = -1;
                    for (int length = 1; length <= bytes.Length && endBytewise < 0; length++)
                        endBytewise = HttpHeadParser.FindEnd(bytes.AsSpan(0, length), length - 1);
                    Assert.Equal(end, endBytewise);
                    if (end > 0)
                        parser.Parse(bytes.AsSpan(0, end));
                }
                catch (HttpRefusal refusal)
                {
                    Assert.InRange(refusal.Status, 400, 505);
                }
            },
            bytes => Encoding.Latin1.GetString(bytes));
    }

    [Fact]
    public void Chunks_are_read_alike_wherever_they_are_cut()
    {
        Fuzz.Run(
            5000,
            random => (Bytes: NextChunks(random), Cuts: random.ReadLengths(10_000).Take(5000).ToArray()),
            input => Assert.Equal(ReadChunks(input.Bytes, [input.Bytes.Length]), ReadChunks(input.Bytes, input.Cuts)),
            input => Encoding.Latin1.GetString(input.Bytes));
    }

    private static byte[] Next(Random random, int port)
    {
        if (random.OneIn(10))
        {
            var noise = new byte[random.Next(1, 2000)];
            random.NextBytes(noise);
            return noise;
        }

        string text = Seeds[random.Next(Seeds.Length)].Replace("PORT", $"{port}", StringComparison.Ordinal);
        for (int changes = random.Next(1, 5); changes > 0; changes--)
        {
            int start = random.Next(text.Length);
            int length = Math.Min(random.Pick(0, 0, 1, 5, 50), text.Length - start);
            text = random.Next(4) switch
            {
                0 => text.Remove(start, length),
                1 => text.Insert(start, text.Substring(start, length)),
                2 => text[..start],
                _ => text.Remove(start, length).Insert(start, Pieces[random.Next(Pieces.Length)]),
            };
            if (text.Length == 0)
                return [0];
        }

        return Encoding.Latin1.GetBytes(text);
    }

    private static byte[] NextChunks(Random random)
    {
        var text = new StringBuilder();
        for (int chunks = random.Next(4); chunks > 0; chunks--)
        {
            int size = random.Next(1, 40);
            text.Append(size.ToString(random.Pick("x", "X", "x4"), System.Globalization.CultureInfo.InvariantCulture)).Append(random.Pick("", ";a", ";a=b")).Append("\r\n").Append('#', size).Append("\r\n");
        }

        text.Append("0\r\n").Append(random.Pick("", "T: 1\r\n")).Append("\r\n");
        if (random.OneIn(2))
            text.Insert(random.Next(text.Length), Pieces[random.Next(Pieces.Length)]);
        return Encoding.Latin1.GetBytes(text.ToString());
    }

    private static string ReadChunks(byte[] bytes, IEnumerable<int> cuts)
    {
        using var body = new MemoryStream();
        var chunks = new ChunkedBody(body, 1000);
        int start = 0;
        int end = 0;
        try
        {
            foreach (int cut in cuts)
            {
                end = Math.Min(end + cut, bytes.Length);
                start += chunks.Read(bytes.AsSpan(start, end - start));
                if (end == bytes.Length)
                    break;
            }

            return $"{chunks.HasEnded} {(chunks.HasEnded ? start : 0)} {Encoding.Latin1.GetString(body.ToArray())}";
        }
        catch (HttpRefusal refusal)
        {
            return refusal.Message;
        }
    }

    // The end of what is sent ends the connection, so that there is no time limit to wait for.
    private static void Check(ChatRelay relay, byte[] bytes)
    {
        using var client = new TcpClient { NoDelay = true, ReceiveTimeout = 20_000 };
        client.Connect(IPAddress.Loopback, relay.Port);
        using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.Latin1);
        string answer;
        try
        {
            stream.Write(bytes);
            client.Client.Shutdown(SocketShutdown.Send);
            answer = reader.ReadToEnd();
        }
        catch (Exception exception) when ((exception as SocketException ?? exception.InnerException) is SocketException { SocketErrorCode: not SocketError.TimedOut })
        {
            // A client that has sent its end is gone, for the relay.
            return;
        }

        if (answer.Length > 0)
            Assert.Matches("^HTTP/1\\.1 (100|200|204|40\\d|41\\d|421|431|501|505) ", answer);
        Assert.DoesNotContain("HTTP/1.1 500", answer, StringComparison.Ordinal);
    }
}
