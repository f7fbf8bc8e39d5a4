using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using StreamPS.Tests.Support;

namespace StreamPS.Tests.Faults;

/// <summary>Changes streams as no service should send them: first the frames or their JSON, then any bytes.</summary>
internal sealed class StreamMutator
{
    private static readonly byte[][] Values = ToBytes(
        "null", "true", "false", "0", "7", "-1", "-1.5", "1e999", "99999999999999999999", "2147483648", "\"x\"", "\"\"", "\"null\"", "\"stop\"", "\"error\"", "\"\\ud83c\"",
        "[]", "{}", "[null,7,\"x\",[],{}]", "{\"text\":\"x\",\"type\":7,\"error\":null}", "{\"message\":\"x\"}", "\"response.completed\"", "\"content\"", "\"delta\"", "\"type\"");

    private static readonly byte[][] Pieces = ToBytes(
        "\0", "\n", "\r", "\r\n", "\n\n", "\uFEFF", "data:", "data: ", "event: error\n", "event: message_stop\n", ": comment\n", "id: 1\n", "retry: 1\n", "error: {}\n", "data: [DONE]\n\n",
        "[DONE]", "{", "}", "[", "]", "\"", "\\", "\\u", ",", ":", "<html>", "{\"error\":{\"message\":\"Busy\",\"code\":503}}\n");

    private readonly IReadOnlyList<MutationSeed> _own;
    private readonly IReadOnlyList<MutationSeed> _others;

    /// <param name="own">Streams of the format.</param>
    /// <param name="others">Streams of other formats.</param>
    public StreamMutator(IReadOnlyList<MutationSeed> own, IReadOnlyList<MutationSeed> others)
    {
        _own = own;
        _others = others;
    }

    /// <summary>A changed stream.</summary>
    public byte[] Next(Random random)
    {
        var seed = _own[random.Next(_own.Count)];
        byte[] bytes = ChangeStructure(seed, random);
        for (int changes = random.Next(4); changes > 0 && bytes.Length > 0; changes--)
            bytes = ChangeBytes(bytes, random);
        return bytes;
    }

    private byte[] ChangeStructure(MutationSeed seed, Random random)
    {
        byte[] bytes = seed.Bytes;
        return random.Next(9) switch
        {
            0 => bytes,
            1 => Shuffle(seed, random),
            2 => Replace(bytes, Pick(seed.Frames, random), []),
            3 => Replace(bytes, Pick(seed.Frames, random).End..Pick(seed.Frames, random).End, bytes[Pick(seed.Frames, random)]),
            4 => Splice(seed, Pick(_others, random), random),
            5 => Replace(bytes, Pick(seed.Values, random), bytes[Pick(seed.Values, random)]),
            6 => bytes[..random.Next(bytes.Length)],
            _ => Replace(bytes, Pick(seed.Values, random), random.Pick<byte[]>(Values)),
        };
    }

    private static byte[] ChangeBytes(byte[] bytes, Random random)
    {
        int start = random.Next(bytes.Length);
        int length = Math.Min(random.Pick(1, 1, 3, 20, 200), bytes.Length - start);
        switch (random.Next(6))
        {
            case 0 or 1:
                byte[] flipped = [.. bytes];
                flipped[start] ^= (byte)(1 << random.Next(8));
                return flipped;
            case 2:
                return Replace(bytes, start..(start + length), []);
            case 3:
                return Replace(bytes, start..start, random.Pick<byte[]>(Pieces));
            case 4:
                return Replace(bytes, start..start, bytes[start..(start + length)]);
            default:
                byte[] noise = new byte[Math.Min(length, 8)];
                random.NextBytes(noise);
                return Replace(bytes, start..start, noise);
        }
    }

    private static byte[] Shuffle(MutationSeed seed, Random random)
    {
        int[] order = [.. Enumerable.Range(0, seed.Frames.Count)];
        if (random.OneIn(2))
            random.Shuffle(order);
        else
            (order[0], order[^1]) = (order[random.Next(order.Length)], order[random.Next(order.Length)]);
        return [.. order.SelectMany(frame => seed.Bytes[seed.Frames[frame]])];
    }

    private static byte[] Splice(MutationSeed seed, MutationSeed other, Random random) =>
        random.OneIn(2)
            ? [.. seed.Bytes[..Pick(seed.Frames, random).End], .. other.Bytes[Pick(other.Frames, random).Start..]]
            : [.. seed.Bytes[..random.Next(seed.Bytes.Length)], .. other.Bytes[random.Next(other.Bytes.Length)..]];

    // The end of one range and the beginning of another may be asked for, so that the place is put in order.
    private static byte[] Replace(byte[] bytes, Range place, byte[] by) =>
        [.. bytes.AsSpan(0, place.Start.Value), .. by, .. bytes.AsSpan(Math.Max(place.Start.Value, place.End.Value))];

    private static T Pick<T>(IReadOnlyList<T> items, Random random) => items[random.Next(items.Count)];

    private static byte[][] ToBytes(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];
}
