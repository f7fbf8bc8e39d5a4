using System;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Client;

/// <summary>A reader that sleeps makes the server wait: nothing between them collects the stream.</summary>
[Collection(SerialCollection.Name)]
public sealed class BackpressureTests : ServerTest
{
    private const int Deltas = 500_000;

    [Fact]
    public async Task What_the_server_can_send_stops_growing_while_the_reader_sleeps()
    {
        Server.Respond(Reply.Bulk(Deltas));
        await using var stream = CreateClient().Stream("Hello");
        await NextAsync(stream);
        var request = Server.Requests[0];

        await request.WaitForBlockedAsync(Limit);
        long written = request.BytesWritten;

        // The buffers of two sockets; the stream has 90 MB.
        Assert.InRange(written, 1, 20_000_000);
        Assert.False(request.Ended.IsCompleted);
        var completion = await stream.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(Deltas + 1, completion.DeltaCount);
        Assert.InRange(request.BytesWritten, 60_000_000, long.MaxValue);
    }
}
