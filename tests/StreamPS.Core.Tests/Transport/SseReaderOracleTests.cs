using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Transport;

/// <summary>
/// .NET's own parser is the oracle: on streams that keep to the standard, both give the same events. The generator leaves out the three
/// places where ours differs on purpose: unknown lines once an event's data has begun, lines named error, and what no blank line ends.
/// It also leaves out the one place where the oracle differs from the standard: it lets the name of an event without data pass to the next.
/// </summary>
public sealed class SseReaderOracleTests
{
    private static readonly string[] Texts =
    [
        "", " ", "a", "  two spaces", "{\"choices\":[{\"delta\":{\"content\":\"x\"}}]}", "[DONE]", "a:b", ":", "data: x", "你好", "🎉🏳️‍🌈", "\uFEFF", "\0", "tab\there",
        "\u2028", "\u0085", "é", new string('x', 3000),
    ];

    private static readonly string[] FieldNames = ["data", "event", "id", "retry"];

    [Fact]
    public void Both_give_the_same_events_however_the_bytes_are_cut()
    {
        int events = 0;
        Fuzz.Run(
            10_000,
            random => (Bytes: Generate(random), Seed: random.Next()),
            input =>
            {
                var expected = ReadWithOracle(input.Bytes, input.Seed);
                var actual = Sse.Read(input.Bytes, new Random(input.Seed).ReadLengths(input.Bytes.Length));

                Assert.Equal(expected, actual.Where(streamEvent => streamEvent.IsTerminated));
                events += expected.Count;
            },
            input => JsonSerializer.Serialize(Encoding.Latin1.GetString(input.Bytes)));

        Assert.True(events > 10_000, $"The generated streams had only {events} events: too few to prove anything.");
    }

    private static List<SseEvent> ReadWithOracle(byte[] bytes, int seed)
    {
        using var stream = new SlicedStream(bytes, new Random(seed + 1).ReadLengths(bytes.Length));
        return SseParser.Create(stream).Enumerate()
            .Select(item => new SseEvent(item.EventType == SseParser.EventTypeDefault ? "" : item.EventType, item.Data))
            .ToList();
    }

    private static byte[] Generate(Random random)
    {
        var stream = new MemoryStream();
        // One kind for the whole stream or a mix: both occur.
        string? newLine = random.OneIn(3) ? null : random.Pick("\n", "\r\n", "\r");
        if (random.OneIn(4))
            Write(stream, "\uFEFF");
        int events = random.Next(0, 6);
        for (int i = 0; i < events; i++)
            WriteEvent(stream, random, newLine);
        if (random.OneIn(3))
            stream.SetLength(random.Next((int)stream.Length + 1));
        return stream.ToArray();
    }

    private static void WriteEvent(MemoryStream stream, Random random, string? newLine)
    {
        bool hasData = false;
        bool hasName = false;
        int lines = random.Next(0, 7);
        for (int i = 0; i < lines; i++)
        {
            WriteLine(stream, random, ref hasData, ref hasName);
            Write(stream, newLine ?? random.Pick("\n", "\r\n", "\r"));
        }

        if (hasName && !hasData)
            Write(stream, "data" + (newLine ?? "\n"));

        // After a CR, an LF would be the other half of its line end and no blank line.
        bool followsCr = stream.TryGetBuffer(out var written) && written.Count > 0 && written[^1] == '\r';
        Write(stream, newLine ?? (followsCr ? random.Pick("\r\n", "\r") : random.Pick("\n", "\r\n", "\r")));
    }

    private static void WriteLine(MemoryStream stream, Random random, ref bool hasData, ref bool hasName)
    {
        if (random.OneIn(6))
        {
            Write(stream, ":" + random.Pick(Texts));
            return;
        }

        string name = random.OneIn(2) ? "data" : random.Pick(FieldNames);
        // A name that's unknown to the standard: only before the data, which it would continue.
        if (!hasData && random.OneIn(5))
            name = random.Pick(" data", "Data", "datax", "dat", "unknown", "é", "\uFEFFx", "eventx", "i");
        hasData |= name == "data";
        hasName |= name == "event";
        Write(stream, name);
        if (random.OneIn(8))
            return;

        Write(stream, ":" + random.Pick("", " ", " ", "  ") + random.Pick(Texts));
        if (random.OneIn(30))
            stream.Write([0xC3, 0x28, 0xFF]);
    }

    private static void Write(MemoryStream stream, string text) => stream.Write(Encoding.UTF8.GetBytes(text));
}
