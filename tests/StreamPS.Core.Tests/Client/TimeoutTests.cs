using System;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Client;

/// <summary>The limit for a whole reply, by a clock that the test moves.</summary>
public sealed class TimeoutTests : ServerTest
{
    private readonly ManualClock _clock = new();

    private ChatClient Client => CreateClient(new ChatClientOptions { Clock = _clock, Timeouts = new ChatTimeouts { Total = TimeSpan.FromSeconds(5) } });

    [Fact]
    public async Task A_reply_that_stalls_times_out_with_the_text_so_far()
    {
        Server.Respond(Reply.Frames(OpenAIFrames.Content("pa"), OpenAIFrames.Content("rt")).Then(ReplyStep.Stall));
        await using var stream = Client.Stream("Hello");
        await NextAsync(stream);
        await NextAsync(stream);
        var next = stream.WaitToReadAsync().AsTask();

        _clock.AdvanceToEndOf(next, TimeSpan.FromSeconds(5));

        var exception = await Assert.ThrowsAsync<ChatConnectionException>(() => next.WaitAsync(Limit));
        Assert.Equal(ChatErrorKind.TimedOut, exception.Kind);
        Assert.Equal("The reply took longer than the 5 s allowed for it.", exception.Message);
        Assert.Equal("part", exception.Completion?.Text);
        Assert.Equal(ChatCompletionStatus.Incomplete, exception.Completion?.Status);
        Assert.Equal(TimeSpan.FromSeconds(5), exception.Completion?.Duration);
        Assert.Equal(RequestEndKind.ClientClosed, (await Server.Requests[0].Ended.WaitAsync(Limit)).Kind);
    }

    [Fact]
    public async Task A_reply_that_never_begins_times_out()
    {
        Server.Respond(new Reply { BeforeHeaders = [ReplyStep.Stall] });
        await using var stream = Client.Stream("Hello");
        var first = stream.WaitToReadAsync().AsTask();
        await Server.WaitForRequestAsync();
        _clock.Advance(TimeSpan.FromSeconds(5));

        var exception = await Assert.ThrowsAsync<ChatConnectionException>(() => first.WaitAsync(Limit));

        Assert.Equal(ChatErrorKind.TimedOut, exception.Kind);
        Assert.Equal(ChatCompletionStatus.Failed, exception.Completion?.Status);
    }

    [Fact]
    public async Task Pings_do_not_put_it_off()
    {
        Server.Respond(Reply.Frames(OpenAIFrames.Content("a")).Then(ReplyStep.Pings(TimeSpan.FromMilliseconds(1))));
        await using var stream = Client.Stream("Hello");
        await NextAsync(stream);
        var next = stream.WaitToReadAsync().AsTask();
        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(ChatErrorKind.TimedOut, (await Assert.ThrowsAsync<ChatConnectionException>(() => next.WaitAsync(Limit))).Kind);
    }

    [Fact]
    public async Task It_is_noticed_between_deltas_that_have_arrived_already()
    {
        Server.Respond(Reply.Frames(OpenAIFrames.Content("a") + OpenAIFrames.Content("b")).Then(ReplyStep.Stall));
        await using var stream = Client.Stream("Hello");
        await NextAsync(stream);
        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(ChatErrorKind.TimedOut, Assert.Throws<ChatConnectionException>(() => stream.TryRead(out _)).Kind);
        Assert.Equal("a", stream.Completion.Text);
    }

    [Fact]
    public async Task It_does_not_touch_a_reply_that_is_complete()
    {
        Server.Respond(Answer());
        await using var stream = Client.Stream("Hello");
        await stream.ReadToEndAsync().WaitAsync(Limit);
        _clock.Advance(TimeSpan.FromSeconds(60));

        Assert.False(await stream.WaitToReadAsync());
        Assert.False(stream.TryRead(out _));
        Assert.Equal(ChatCompletionStatus.Complete, stream.Completion.Status);
        Assert.Null(stream.Completion.Error);
    }

    [Fact]
    public async Task Without_a_limit_time_does_not_matter()
    {
        var gate = new Gate();
        Server.Respond(Reply.Frames(OpenAIFrames.Content("a")).Then(ReplyStep.WaitFor(gate)).ThenFrames(OpenAIFrames.Done));
        await using var stream = CreateClient(new ChatClientOptions { Clock = _clock }).Stream("Hello");
        await NextAsync(stream);
        _clock.Advance(TimeSpan.FromDays(1));
        gate.Open();

        Assert.Equal(ChatCompletionStatus.Complete, (await stream.ReadToEndAsync().WaitAsync(Limit)).Status);
    }
}
