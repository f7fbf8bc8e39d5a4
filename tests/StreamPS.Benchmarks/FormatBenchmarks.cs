using System.IO;
using System.Threading.Tasks;
using BenchmarkDotNet.Attributes;
using StreamPS.Protocols;
using StreamPS.Transport;

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
        var decoder = _protocol.CreateDecoder(new ChatRequest("x"), default);
        var output = new DecodedStream();
        int characters = 0;
        do
            characters += TakeBuffered(reader, decoder, output);
        while (await reader.FillAsync(default));
        return characters;
    }

    private static int TakeBuffered(EventReader reader, ChatDecoder decoder, DecodedStream output)
    {
        int characters = 0;
        while (reader.TryRead(out var streamEvent))
        {
            decoder.Decode(streamEvent, output);
            while (output.TryTake(out var delta))
                characters += delta.Content?.Length ?? 0;
        }

        return characters;
    }
}
