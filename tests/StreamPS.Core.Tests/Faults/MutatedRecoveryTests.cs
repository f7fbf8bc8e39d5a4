using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Faults;

/// <summary>Services that answer with one broken stream after the other: retries and continuations come to an end.</summary>
public sealed class MutatedRecoveryTests
{
    private const int Count = Flavour.IsNetStandard ? 500 : 3_000;

    // Each of the four parts of a reply may be asked for three times, and once more if the service refuses to go on in its own way.
    private const int MostRequests = 13;

    public static TheoryData<string> Formats => [.. FormatScripts.All.Keys];

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Recovery_from_changed_streams_comes_to_an_end(string format)
    {
        var script = FormatScripts.All[format];
        var mutator = MutatedStreams.Create(script);
        await Fuzz.RunAsync(Count, TimeSpan.FromMinutes(2), random => Enumerable.Range(0, MostRequests).Select(_ => mutator.Next(random)).ToArray(), Check, Describe);

        void Check(byte[][] replies)
        {
            int requests = 0;
            var service = new InProcessService(_ => new MemoryStream(replies[requests++]));
            var reply = MutatedReply.ReadAsync(service.CreateClient(script.Provider, FaultPolicy.Resume.ToOptions()));
            Assert.True(reply.IsCompleted, "It waits for something.");
            reply.GetAwaiter().GetResult();
        }
    }

    private static string Describe(IEnumerable<byte[]> replies) => string.Join("\n--------\n", replies.Select(Encoding.UTF8.GetString));
}
