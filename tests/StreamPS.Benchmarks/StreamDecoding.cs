using System.Threading.Tasks;
using StreamPS.Protocols;
using StreamPS.Transport;

namespace StreamPS.Benchmarks;

/// <summary>The engine's way from bytes to deltas, without a connection.</summary>
internal static class StreamDecoding
{
    /// <summary>Decodes a whole stream.</summary>
    /// <returns>How many characters its deltas have.</returns>
    public static async Task<int> CountAsync(EventReader reader, ChatDecoder decoder)
    {
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
