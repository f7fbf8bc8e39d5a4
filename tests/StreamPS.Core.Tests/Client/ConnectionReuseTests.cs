using System;
using System.Linq;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Client;

[Collection(SerialCollection.Name)]
public sealed class ConnectionReuseTests : ServerTest
{
    [Fact]
    public async Task A_request_after_a_complete_reply_uses_its_connection_again()
    {
        var clock = new ManualClock();
        Server.RespondAlways(Answer());
        for (int i = 0; i < 10; i++)
        {
            await CreateClient(new ChatClientOptions { Clock = clock }).CompleteAsync(new ChatRequest("Hello")).WaitAsync(Limit);
            // What follows the end marker is read behind the caller's back, for as long as a timer allows.
            await clock.WaitForNoTimerAsync();
        }

        Assert.Single(Server.Requests.Select(request => request.ConnectionId).Distinct());
        Assert.Equal(1, Server.OpenConnections);
    }

    [Fact]
    public async Task A_connection_that_stays_open_after_the_end_marker_is_given_up_after_a_second()
    {
        var clock = new ManualClock();
        Server.Respond(Reply.Frames(OpenAIFrames.Content("all"), OpenAIFrames.Done).Then(ReplyStep.Stall));
        await CreateClient(new ChatClientOptions { Clock = clock }).CompleteAsync(new ChatRequest("Hello")).WaitAsync(Limit);

        await clock.WaitForTimerAsync();
        Assert.False(Server.Requests[0].Ended.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(RequestEndKind.ClientClosed, (await Server.Requests[0].Ended.WaitAsync(Limit)).Kind);
    }

    [Fact]
    public async Task A_service_that_goes_on_sending_after_the_end_marker_is_cut_off()
    {
        var flood = Enumerable.Repeat(ReplyStep.Write(new string('x', 100_000)), 1000);
        Server.Respond(Reply.Frames(OpenAIFrames.Content("all"), OpenAIFrames.Done).Then(flood));
        await CreateClient().CompleteAsync(new ChatRequest("Hello")).WaitAsync(Limit);

        Assert.Equal(RequestEndKind.ClientClosed, (await Server.Requests[0].Ended.WaitAsync(Limit)).Kind);
    }
}
