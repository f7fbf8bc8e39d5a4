using System;
using System.Diagnostics;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Relay;

/// <summary>A relay that is stopped leaves nothing open, and tells those who wait.</summary>
[Collection(SerialCollection.Name)]
public sealed class StoppingTests : RelayTest
{
    private static Reply Stalled => Reply.Frames(OpenAIFrames.Content("part")).Then(ReplyStep.Stall);

    [Fact]
    public async Task The_port_is_free_at_once()
    {
        var relay = StartRelay();
        using var idle = await RawClient.ConnectAsync(relay);
        await idle.SendAsync("GET / HTTP/1.1\r\n");

        for (int i = 0; i < 5; i++)
        {
            await relay.StopAsync().WaitAsync(Limit);
            relay = StartRelay(new ChatRelayOptions { Port = relay.Port });
            Assert.Equal(200, (await RawClient.AskAsync(relay, $"GET / HTTP/1.1\r\nHost: localhost:{relay.Port}\r\n\r\n")).Status);
        }

        Assert.True(await idle.IsEndedAsync());
    }

    [Fact]
    public async Task Clients_are_told_and_the_service_is_left()
    {
        Server.RespondAlways(Stalled);
        var relay = StartRelay();
        using var frames = await BeginAsync(relay, "/chat", Hello);
        using var chunks = await BeginAsync(relay, "/v1/chat/completions", Completion("\"stream\":true"));
        using var text = await BeginAsync(relay, "/stream-chat", Hello);
        var whole = Http.SendAsync(Post(relay, "/v1/chat/completions", Completion()));
        await Server.WaitForRequestAsync(4);
        var rest = frames.Content.ReadAsStringAsync();
        var restOfChunks = chunks.Content.ReadAsStreamAsync();

        long start = Stopwatch.GetTimestamp();
        await relay.StopAsync().WaitAsync(Limit);

        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(Flavour.IsNetStandard ? 4 : 2));
        Assert.Equal(["""{"content":"part"}""", """{"error":"The relay was stopped."}"""], Events(await rest));
        using var answer = await whole;
        Assert.Equal(503, (int)answer.StatusCode);
        Assert.Contains("relay_stopped", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => text.Content.ReadAsStringAsync());
        Assert.Equal((4, 0, false), (relay.CancelledStreams, relay.OpenStreams, relay.IsRunning));
        foreach (var request in Server.Requests)
            Assert.Equal(RequestEndKind.ClientClosed, (await request.WaitForEndAsync()).Kind);
        (await restOfChunks).Dispose();
    }

    [Fact]
    public async Task A_client_that_takes_nothing_doesnt_hold_it_up()
    {
        Server.Respond(Reply.Bulk(2_000_000));
        var relay = StartRelay();
        using var response = await BeginAsync(relay, "/stream-chat", Hello);
        await (await Server.WaitForRequestAsync()).WaitForBlockedAsync();

        await relay.StopAsync().WaitAsync(TimeSpan.FromSeconds(10));

        await UntilIdleAsync(relay);
    }

    [Fact]
    public async Task The_second_call_waits_for_the_first()
    {
        var relay = StartRelay();

        Assert.Same(relay.StopAsync(), relay.StopAsync());
        await relay.StopAsync();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => Http.GetAsync(relay.Address));
    }

    [Fact]
    public async Task The_figures_tell_what_was_done()
    {
        Server.Respond(Reply.Frames(OpenAIFrames.Content("Hi"), OpenAIFrames.Finish(), OpenAIFrames.Usage(3, 4), OpenAIFrames.Done));
        Server.Respond(Reply.Frames(OpenAIFrames.Content("Hi"), OpenAIFrames.Usage(5, 6)));
        Server.Respond(Stalled);
        var clock = new ManualClock();
        var relay = StartRelay(client: CreateClient(clock));
        Assert.Equal(("Custom", null, true, clock.GetUtcNow()), (relay.Provider, relay.Model, relay.IsRunning, relay.StartedAt));

        await PostAsync(relay, "/chat", Hello);
        await PostAsync(relay, "/chat", Hello);
        using (await BeginAsync(relay, "/chat", Hello))
        {
            Assert.Equal(1, relay.OpenStreams);
        }

        await PostAsync(relay, "/chat", "{");
        await UntilIdleAsync(relay);

        Assert.Equal((4, 1, 1, 1), (relay.Requests, relay.FinishedStreams, relay.FailedStreams, relay.CancelledStreams));
        Assert.Equal((8, 10), (relay.PromptTokens, relay.CompletionTokens));
        Assert.Equal(["200 /chat IncompleteStream", "400 /chat Refused"], relay.LastErrors.Select(error => $"{error.Status} {error.Path} {error.Kind}"));
        Assert.Equal(clock.GetUtcNow(), relay.LastErrors[0].Time);
    }

    [Fact]
    public async Task No_more_than_ten_errors_are_kept()
    {
        var relay = StartRelay();
        for (int i = 0; i < 12; i++)
            await Http.GetAsync(new Uri(relay.Address, $"/{i}"));

        Assert.Equal(Enumerable.Range(2, 10).Select(i => $"/{i}"), relay.LastErrors.Select(error => error.Path));
    }
}
