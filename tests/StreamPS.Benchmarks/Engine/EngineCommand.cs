using System;
using System.Diagnostics;
using System.Text.Json;
using System.Threading.Tasks;

namespace StreamPS.Benchmarks.Engine;

/// <summary>The engine alone, without PowerShell and without BenchmarkDotNet: what benchmarks.ps1 puts beside the pipeline.</summary>
internal static class EngineCommand
{
    private static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    /// <summary>Reads whole streams and prints what each took.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        if (EngineOptions.Read(args) is not { } options)
        {
            await Console.Error.WriteLineAsync(EngineOptions.Usage);
            return 2;
        }

        var client = new ChatClient(ChatProvider.FromBaseUri(options.Uri!));
        for (int i = 0; i < options.Warmup; i++)
            await MeasureAsync(client, options);

        for (int i = 0; options.Rounds is { } rounds ? i < rounds : Console.ReadLine() is not null; i++)
            Console.WriteLine(JsonSerializer.Serialize(await MeasureAsync(client, options), Json));
        return 0;
    }

    private static async Task<EngineRound> MeasureAsync(ChatClient client, EngineOptions options)
    {
        GC.Collect();
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        long start = Stopwatch.GetTimestamp();
        var (deltas, last) = options.AtOnce > 1 ? await ReadManyAsync(client, options) : await ReadInTurnAsync(client, options);
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;

        return options.Count is null || options.Count * options.Streams == deltas
            ? new EngineRound(deltas, milliseconds, allocated, MeasureDelta(last))
            : throw new InvalidOperationException($"{deltas} of {options.Count * options.Streams} deltas arrived.");
    }

    private static async Task<(int Deltas, string LastText)> ReadInTurnAsync(ChatClient client, EngineOptions options)
    {
        int deltas = 0;
        string last = "";
        for (int i = 0; i < options.Streams; i++)
        {
            await using var stream = client.Stream("Hello");
            while (await stream.WaitToReadAsync())
            {
                while (stream.TryRead(out var delta))
                {
                    if (delta.Content is null)
                        continue;

                    deltas++;
                    last = delta.Content;
                }
            }
        }

        return (deltas, last);
    }

    private static async Task<(int Deltas, string LastText)> ReadManyAsync(ChatClient client, EngineOptions options)
    {
        int begun = 0;
        int deltas = 0;
        string last = "";
        await using var streams = new StreamFanOut();
        do
        {
            for (; begun < options.Streams && streams.OpenCount < options.AtOnce; begun++)
                streams.Add(client.Stream("Hello"));
            while (streams.TryRead(out var item))
            {
                if (item.Failure is not null)
                    throw item.Failure;
                if (item.Delta?.Content is not { } content)
                    continue;

                deltas++;
                last = content;
            }
        }
        while (await streams.WaitAsync() || begun < options.Streams);

        return (deltas, last);
    }

    private static int MeasureDelta(string text)
    {
        // Kept in an array, so that none of them ends on the stack.
        var deltas = new ChatDelta[1000];
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < deltas.Length; i++)
            deltas[i] = new ChatDelta { Content = new string(text.AsSpan()) };
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        GC.KeepAlive(deltas);
        return (int)(allocated / deltas.Length);
    }
}
