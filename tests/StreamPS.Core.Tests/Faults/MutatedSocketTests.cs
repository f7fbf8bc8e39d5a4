using System;
using System.IO;
using System.Text;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Faults;

/// <summary>The same over real connections: what comes of a changed stream is what comes of it in memory.</summary>
public sealed class MutatedSocketTests : ServerTest
{
    private const int Count = Flavour.IsNetStandard ? 200 : 1_000;

    public static TheoryData<string> Formats => [.. FormatScripts.All.Keys];

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task A_changed_stream_is_read_the_same_over_a_connection(string format)
    {
        var script = FormatScripts.All[format];
        var mutator = MutatedStreams.Create(script);
        byte[] bytes = [];
        var remote = new ChatClient(ChatProviders.Get(script.Provider).At(Server.BaseUri), FaultPolicy.Plain.ToOptions());
        var local = new InProcessService(_ => new MemoryStream(bytes)).CreateClient(script.Provider, FaultPolicy.Plain.ToOptions());
        Server.RespondAlways(_ => script.PlayBytes(bytes));

        await Fuzz.RunAsync(script.IsCumulative ? Count / 10 : Count, TimeSpan.FromMinutes(2), mutator.Next, Check, Encoding.UTF8.GetString);

        void Check(byte[] input)
        {
            bytes = input;
            Assert.Equal(MutatedReply.ReadAsync(local).GetAwaiter().GetResult().Description, MutatedReply.ReadAsync(remote).WaitAsync(Limit).GetAwaiter().GetResult().Description);
        }
    }
}
