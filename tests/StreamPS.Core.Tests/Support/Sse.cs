using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using StreamPS.Transport;

namespace StreamPS.Tests.Support;

/// <summary>Reads events from bytes that are there already.</summary>
internal static class Sse
{
    public static List<SseEvent> Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    public static List<SseEvent> Read(byte[] bytes) => Read(bytes, []);

    /// <summary>Reads events from bytes that arrive in pieces of the lengths given.</summary>
    public static List<SseEvent> Read(byte[] bytes, IEnumerable<int> lengths)
    {
        using var stream = new SlicedStream(bytes, lengths);
        return Read(stream, SseReader.DefaultMaxEventBytes);
    }

    public static List<SseEvent> ReadBytewise(byte[] bytes) => Read(bytes, Enumerable.Repeat(1, bytes.Length));

    public static List<SseEvent> Read(Stream stream, int maxEventBytes)
    {
        var events = new List<SseEvent>();
        ForEach(stream, maxEventBytes, streamEvent => events.Add(Copy(streamEvent)));
        return events;
    }

    /// <summary>Calls back for every event, and for what is left at the end.</summary>
    public static void ForEach(Stream stream, int maxEventBytes, Action<StreamEvent> action)
    {
        using var reader = new SseReader(stream, maxEventBytes);
        do
        {
            while (reader.TryRead(out var streamEvent))
                action(streamEvent);
        }
        while (Fill(reader));

        if (reader.TryReadRemainder(out var remainder))
            action(remainder);
    }

    public static bool Fill(SseReader reader) => reader.FillAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();

    private static SseEvent Copy(StreamEvent streamEvent) =>
        new(Encoding.UTF8.GetString(streamEvent.Type), Encoding.UTF8.GetString(streamEvent.Data), streamEvent.IsTerminated);
}
