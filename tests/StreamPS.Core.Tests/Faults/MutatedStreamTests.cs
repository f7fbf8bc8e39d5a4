using System;
using System.IO;
using System.Text;
using System.Threading.Tasks;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Faults;

/// <summary>
/// Streams that were changed at random: the engine ends with a reply or a documented error, uses memory in proportion, and comes to the same
/// result however the bytes arrive.
/// </summary>
public sealed class MutatedStreamTests
{
    private const int Count = Flavour.IsNetStandard ? 5_000 : 100_000;
    private const int MostMemory = 1_000_000;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    public static TheoryData<string> Formats => [.. FormatScripts.All.Keys];

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task A_changed_stream_does_no_harm(string format)
    {
        var script = FormatScripts.All[format];
        var mutator = MutatedStreams.Create(script);
        Stream body = Stream.Null;
        var client = new InProcessService(_ => body).CreateClient(script.Provider, FaultPolicy.Plain.ToOptions());
        await Fuzz.RunAsync(script.IsCumulative ? Count / 10 : Count, Limit, Generate, Check, input => Encoding.UTF8.GetString(input.Bytes));

        (byte[] Bytes, int[]? Lengths) Generate(Random random)
        {
            byte[] bytes = mutator.Next(random);
            return (bytes, random.OneIn(10) ? [.. random.ReadLengths(bytes.Length)] : null);
        }

        void Check((byte[] Bytes, int[]? Lengths) input)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            var reply = Read(new MemoryStream(input.Bytes));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostMemory);
            Assert.True(reply.TextLength <= input.Bytes.Length, "There is more text than was sent.");
            Assert.True(reply.Error is not null || MutatedStreams.MayBeComplete(script, input.Bytes), "It's complete without an end marker.");
            if (input.Lengths is not null)
                Assert.Equal(reply.Description, Read(new SlicedStream(input.Bytes, input.Lengths)).Description);
        }

        // All bytes are there: nothing waits.
        MutatedReply Read(Stream stream)
        {
            body = stream;
            var reply = MutatedReply.ReadAsync(client);
            Assert.True(reply.IsCompleted, "It waits for something.");
            return reply.GetAwaiter().GetResult();
        }
    }
}
