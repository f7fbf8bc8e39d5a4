using System.IO;
using System.Threading.Tasks;
using BenchmarkDotNet.Attributes;
using StreamPS.Transport;

namespace StreamPS.Benchmarks;

/// <summary>Bytes to events: our reader and the framework's.</summary>
public class EventBenchmarks
{
    private const int Deltas = 20_000;

    private readonly byte[] _stream = SampleStreams.Create(Deltas, Frames.TextDiffers);

    /// <summary>System.Net.ServerSentEvents.</summary>
    [Benchmark(Description = "SseParser", Baseline = true, OperationsPerInvoke = Deltas)]
    public long ReadWithFramework()
    {
        long bytes = 0;
        foreach (var item in Rivals.ReadEvents(new MemoryStream(_stream)))
            bytes += item.Data;
        return bytes;
    }

    /// <summary>The engine's reader.</summary>
    [Benchmark(Description = "SseReader", OperationsPerInvoke = Deltas)]
    public async Task<long> ReadAsync()
    {
        using var reader = new SseReader(new MemoryStream(_stream));
        long bytes = 0;
        do
            bytes += TakeBuffered(reader);
        while (await reader.FillAsync(default));
        return bytes;
    }

    private static long TakeBuffered(SseReader reader)
    {
        long bytes = 0;
        while (reader.TryRead(out var streamEvent))
            bytes += streamEvent.Data.Length;
        return bytes;
    }
}
