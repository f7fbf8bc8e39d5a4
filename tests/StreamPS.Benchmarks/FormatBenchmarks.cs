using System.IO;
using System.Threading.Tasks;
using BenchmarkDotNet.Attributes;
using StreamPS.Protocols;

namespace StreamPS.Benchmarks;

/// <summary>Bytes to deltas, in each wire format.</summary>
public class FormatBenchmarks
{
    private const int Deltas = 20_000;

    private byte[] _stream = [];
    private IChatProtocol _protocol = null!;

    /// <summary>The format.</summary>
    [ParamsAllValues]
    public ChatProtocol Format { get; set; }

    /// <summary>Makes the stream.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _stream = FormatStreams.Create(Format, Deltas);
        _protocol = ChatProtocols.Get(Format);
    }

    /// <summary>The engine's reader and decoder.</summary>
    [Benchmark(OperationsPerInvoke = Deltas)]
    public async Task<int> DecodeAsync()
    {
        using var reader = _protocol.CreateReader(new MemoryStream(_stream));
        return await StreamDecoding.CountAsync(reader, _protocol.CreateDecoder(new ChatRequest("x"), default));
    }
}
