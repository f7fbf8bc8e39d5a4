using System.Collections.Generic;
using System.IO;
using System.Net.ServerSentEvents;
using System.Threading.Tasks;
using BenchmarkDotNet.Attributes;
using StreamPS.Protocols;
using StreamPS.Transport;

namespace StreamPS.Benchmarks;

/// <summary>Bytes to text. The engine makes whole deltas (role, index, finish reason, usage, errors); its rivals make strings.</summary>
public class DecodingBenchmarks
{
    private const int Deltas = 20_000;

    private byte[] _stream = [];

    /// <summary>Whether a frame is like the one before but for its text.</summary>
    [ParamsAllValues]
    public Frames Frames { get; set; }

    /// <summary>Makes the stream.</summary>
    [GlobalSetup]
    public void Setup() => _stream = SampleStreams.Create(Deltas, Frames);

    /// <summary>By hand, with care.</summary>
    [Benchmark(Description = "SseParser + Utf8JsonReader", Baseline = true, OperationsPerInvoke = Deltas)]
    public int DecodeWithReader() => Count(Rivals.ReadWithReader(new MemoryStream(_stream)));

    /// <summary>By hand.</summary>
    [Benchmark(Description = "SseParser + JsonDocument", OperationsPerInvoke = Deltas)]
    public int DecodeWithDocument() => Count(Rivals.ReadWithDocument(new MemoryStream(_stream)));

    /// <summary>The engine.</summary>
    [Benchmark(Description = "SseReader + OpenAIChatDecoder", OperationsPerInvoke = Deltas)]
    public async Task<int> DecodeAsync()
    {
        using var reader = new SseReader(new MemoryStream(_stream));
        return await StreamDecoding.CountAsync(reader, new OpenAIChatDecoder());
    }

    private static int Count(IEnumerable<SseItem<string?>> items)
    {
        int characters = 0;
        foreach (var item in items)
            characters += item.Data?.Length ?? 0;
        return characters;
    }
}
