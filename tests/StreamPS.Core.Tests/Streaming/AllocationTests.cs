using System;
using System.IO;
using System.Linq;
using System.Text;
using StreamPS.Protocols;
using StreamPS.Tests.Support;
using StreamPS.Transport;
using Xunit;

namespace StreamPS.Tests.Streaming;

/// <summary>A guard that counts: a delta costs its object and its string, and what else it takes must not creep up.</summary>
[Collection(SerialCollection.Name)]
public sealed class AllocationTests
{
    private const int Deltas = 50_000;

    [Theory]
    [InlineData("\"tok \"", 16)]
    [InlineData("\"你好你好\"", 16)]
    [InlineData("\"a\\nb \"", 200)]
    public void A_delta_allocates_its_object_and_its_string(string text, int allowance)
    {
        byte[] stream = MakeStream(text);
        int contentLength = System.Text.Json.JsonSerializer.Deserialize<string>(text)!.Length;
        Decode(MakeStream(text));

        long before = GC.GetAllocatedBytesForCurrentThread();
        int count = Decode(stream);
        long each = (GC.GetAllocatedBytesForCurrentThread() - before) / Deltas;

        Assert.Equal(Deltas, count);
        Assert.InRange(each, 0, SizeOfDelta() + SizeOfString(contentLength) + allowance);
    }

    private static int Decode(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        using var reader = new SseReader(stream);
        var decoder = new OpenAIChatDecoder();
        var output = new DecodedStream();
        int count = 0;
        do
        {
            while (reader.TryRead(out var streamEvent))
            {
                decoder.Decode(streamEvent, output);
                while (output.TryTake(out _))
                    count++;
            }
        }
        while (Sse.Fill(reader));

        return count;
    }

    private static byte[] MakeStream(string text)
    {
        string frame = $$"""data: {"id":"cmpl-1","object":"chat.completion.chunk","created":1698999575,"model":"kimi-k2","choices":[{"index":0,"delta":{"content":{{text}}},"finish_reason":null}]}""" + "\n\n";
        return Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(frame, Deltas)));
    }

    private static long SizeOfDelta() => SizeOf(() => new ChatDelta());

    private static long SizeOfString(int length) => SizeOf(() => new string('x', length));

    private static long SizeOf(Func<object> make)
    {
        GC.KeepAlive(make());
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
            GC.KeepAlive(make());
        return (GC.GetAllocatedBytesForCurrentThread() - before) / 1000;
    }
}
