using System;
using System.Diagnostics;
using System.Linq;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Relay;

/// <summary>A client that leaves closes the request to the service, also while the model is silent; one that reads slowly makes it wait.</summary>
[Collection(SerialCollection.Name)]
public sealed class DepartureTests : RelayTest
{
    private static readonly TimeSpan Promptly = TimeSpan.FromMilliseconds(Flavour.IsNetStandard ? 3000 : 500);

    public static TheoryData<string, string> Routes => new()
    {
        { "/stream-chat", Hello },
        { "/chat", Hello },
        { "/v1/chat/completions", Completion("\"stream\":true") },
        { "/v1/chat/completions", Completion() },
    };

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Before_the_service_has_answered(string path, string body)
    {
        Server.Respond(new Reply { BeforeHeaders = [ReplyStep.Stall] });
        var relay = StartRelay();
        using var leave = new CancellationTokenSource();
        var asking = BeginAsync(relay, path, body, leave.Token);
        var request = await Server.WaitForRequestAsync();

        await LeaveAsync(relay, leave, asking, request);
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task In_a_silence_after_some_text(string path, string body)
    {
        var gate = new Gate();
        Server.Respond(Reply.Frames(OpenAIFrames.Content("part")).Then(ReplyStep.WaitFor(gate)));
        var relay = StartRelay();
        using var leave = new CancellationTokenSource();
        var asking = BeginAsync(relay, path, body, leave.Token);
        await gate.Reached.WaitAsync(Limit);
        if (path == "/v1/chat/completions" && !body.Contains("stream", StringComparison.Ordinal))
        {
            await LeaveAsync(relay, leave, asking, Server.Requests.Single());
            return;
        }

        using var response = await asking;
        var text = await response.Content.ReadAsStreamAsync(leave.Token);
        Assert.NotEqual(0, await text.ReadAsync(new byte[10], leave.Token));
        long left = Stopwatch.GetTimestamp();
        response.Dispose();

        await AssertClosedAsync(relay, Server.Requests.Single(), left);
    }

    [Fact]
    public async Task By_a_reset()
    {
        Server.Respond(new Reply { BeforeHeaders = [ReplyStep.Stall] });
        var relay = StartRelay();
        var client = await RawClient.ConnectAsync(relay);
        await client.SendAsync($"POST /chat HTTP/1.1\r\nHost: localhost:{relay.Port}\r\nContent-Type: application/json\r\nContent-Length: {Hello.Length}\r\n\r\n{Hello}");
        var request = await Server.WaitForRequestAsync();

        client.Socket.LingerState = new LingerOption(enable: true, seconds: 0);
        long left = Stopwatch.GetTimestamp();
        client.Dispose();

        await AssertClosedAsync(relay, request, left);
    }

    [Fact]
    public async Task With_requests_that_came_early()
    {
        Server.Respond(new Reply { BeforeHeaders = [ReplyStep.Stall] });
        var relay = StartRelay();
        var client = await RawClient.ConnectAsync(relay);
        string ask = $"POST /chat HTTP/1.1\r\nHost: localhost:{relay.Port}\r\nContent-Type: application/json\r\nContent-Length: {Hello.Length}\r\n\r\n{Hello}";
        await client.SendAsync(ask);
        var request = await Server.WaitForRequestAsync();
        await client.SendAsync(string.Concat(Enumerable.Repeat(ask, 20)));

        long left = Stopwatch.GetTimestamp();
        client.Dispose();

        await AssertClosedAsync(relay, request, left);
        Assert.Single(Server.Requests);
    }

    [Fact]
    public async Task While_the_client_reads_nothing()
    {
        Server.Respond(Reply.Bulk(2_000_000));
        var relay = StartRelay();
        using var leave = new CancellationTokenSource();
        using var response = await BeginAsync(relay, "/stream-chat", Hello, leave.Token);
        var request = await Server.WaitForRequestAsync();
        await request.WaitForBlockedAsync();

        long left = Stopwatch.GetTimestamp();
        response.Dispose();

        await AssertClosedAsync(relay, request, left);
    }

    [Fact]
    public async Task A_slow_reader_makes_the_service_wait_and_loses_nothing()
    {
        const int Count = 2_000_000;
        Server.Respond(Reply.Bulk(Count, "tok "));
        var relay = StartRelay();
        using var response = await BeginAsync(relay, "/stream-chat", Hello);
        var request = await Server.WaitForRequestAsync();

        await request.WaitForBlockedAsync();
        long blockedAt = request.BytesWritten;
        string text = await response.Content.ReadAsStringAsync();

        Assert.Equal(Count * 4, text.Length);
        Assert.True((await request.WaitForEndAsync()).BytesWritten > blockedAt);
        await UntilIdleAsync(relay);
        Assert.Equal((1, 0), (relay.FinishedStreams, relay.CancelledStreams));
    }

    [Fact]
    public async Task A_client_that_reads_nothing_for_long_is_cut_off()
    {
        var clock = new ManualClock();
        Server.Respond(Reply.Bulk(2_000_000));
        var relay = StartRelay(new ChatRelayOptions { Port = 0, ReadTimeout = TimeSpan.FromSeconds(7) }, CreateClient(clock));
        using var response = await BeginAsync(relay, "/stream-chat", Hello);
        var request = await Server.WaitForRequestAsync();
        await request.WaitForBlockedAsync();
        await clock.WaitForTimerAsync(TimeSpan.FromSeconds(7));

        clock.AdvanceToEndOf(request.Ended, TimeSpan.FromSeconds(7));

        Assert.Equal(RequestEndKind.ClientClosed, (await request.WaitForEndAsync()).Kind);
        await UntilIdleAsync(relay);
        Assert.Equal(1, relay.CancelledStreams);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => response.Content.ReadAsStringAsync());
    }

    private static async Task LeaveAsync(ChatRelay relay, CancellationTokenSource leave, Task<HttpResponseMessage> asking, ReceivedRequest request)
    {
        Assert.Equal(1, relay.OpenStreams);
        long left = Stopwatch.GetTimestamp();
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await AssertClosedAsync(relay, request, left);
    }

    private static async Task AssertClosedAsync(ChatRelay relay, ReceivedRequest request, long since)
    {
        var end = await request.WaitForEndAsync();
        Assert.Equal(RequestEndKind.ClientClosed, end.Kind);
        Assert.InRange(Stopwatch.GetElapsedTime(since, end.Timestamp), TimeSpan.Zero, Promptly);
        await UntilIdleAsync(relay);
        Assert.Equal((1, 0, 0), (relay.CancelledStreams, relay.FailedStreams, relay.FinishedStreams));
    }
}
