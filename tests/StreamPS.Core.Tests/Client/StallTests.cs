using System;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Client;

/// <summary>The limits for reaching the service, for the first delta and for silence, by a clock that the test moves.</summary>
public sealed class StallTests : ServerTest
{
    private readonly ManualClock _clock = new();

    private ChatClientOptions Options => new()
    {
        Clock = _clock,
        Retry = ChatRetryOptions.None,
        Timeouts = new ChatTimeouts { Connection = TimeSpan.FromSeconds(3), FirstToken = TimeSpan.FromSeconds(20), Idle = TimeSpan.FromSeconds(5) },
    };

    [Fact]
    public async Task A_service_that_is_not_reached_in_time_is_a_failed_connection()
    {
        // It takes the connection and never answers the greeting of TLS.
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = new Uri($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/v1");
        var reply = FailAsync(new ChatClient(ChatProvider.FromBaseUri(address), Options));
        using var connection = await listener.AcceptSocketAsync().WaitAsync(Limit);

        _clock.AdvanceToEndOf(reply, TimeSpan.FromSeconds(3));

        var exception = await reply;
        Assert.Equal(ChatErrorKind.ConnectionFailed, exception.Kind);
        Assert.Equal($"There was no connection to {address.GetLeftPart(UriPartial.Authority)} within 3 s.", exception.Message);
        Assert.True(exception.IsTransient);
    }

    [Fact]
    public async Task A_service_that_was_reached_has_more_time_to_answer()
    {
        var gate = new Gate();
        Server.Respond(Answer() with { BeforeHeaders = [ReplyStep.WaitFor(gate)] });
        var reply = CreateClient(Options).CompleteAsync(new ChatRequest("Hello"));
        await gate.Reached.WaitAsync(Limit);

        _clock.Advance(TimeSpan.FromSeconds(19));
        gate.Open();

        Assert.Equal("Hi", (await reply.WaitAsync(Limit)).Text);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task No_first_delta_in_time_is_an_error(bool hasHeaders)
    {
        var gate = new Gate();
        Server.Respond(hasHeaders
            ? Reply.Frames(": ping\n\n" + OpenAIFrames.Role()).Then(ReplyStep.WaitFor(gate), ReplyStep.Stall)
            : new Reply { BeforeHeaders = [ReplyStep.WaitFor(gate), ReplyStep.Stall] });
        var reply = FailAsync(CreateClient(Options));
        await gate.Reached.WaitAsync(Limit);

        _clock.AdvanceToEndOf(reply, TimeSpan.FromSeconds(20));

        var exception = await reply;
        Assert.Equal(ChatErrorKind.FirstTokenTimeout, exception.Kind);
        Assert.Equal("The service sent no text within 20 s.", exception.Message);
        Assert.Equal(ChatCompletionStatus.Failed, exception.Completion?.Status);
        Assert.False(exception.IsTransient);
        Assert.Equal(RequestEndKind.ClientClosed, (await Server.Requests[0].Ended.WaitAsync(Limit)).Kind);
    }

    [Fact]
    public async Task Silence_after_the_first_delta_is_an_error_and_the_text_is_kept()
    {
        Server.Respond(Reply.Frames(OpenAIFrames.Content("part")).Then(ReplyStep.Stall));
        await using var stream = CreateClient(Options).Stream("Hello");
        await NextAsync(stream);
        var next = stream.WaitToReadAsync().AsTask();

        _clock.AdvanceToEndOf(next, TimeSpan.FromSeconds(5));

        var exception = await Assert.ThrowsAsync<ChatConnectionException>(() => next.WaitAsync(Limit));
        Assert.Equal(ChatErrorKind.IdleTimeout, exception.Kind);
        Assert.Equal("The stream has brought nothing new for 5 s.", exception.Message);
        Assert.Equal("part", exception.Completion?.Text);
        Assert.Equal(ChatCompletionStatus.Incomplete, stream.Completion.Status);
        Assert.Equal(HttpStatusCode.OK, exception.StatusCode);
        Assert.Equal(RequestEndKind.ClientClosed, (await Server.Requests[0].Ended.WaitAsync(Limit)).Kind);
    }

    [Fact]
    public async Task Pings_are_silence()
    {
        Server.Respond(Reply.Frames(OpenAIFrames.Content("part")).Then(ReplyStep.Pings(TimeSpan.FromMilliseconds(1))));
        await using var stream = CreateClient(Options).Stream("Hello");
        await NextAsync(stream);
        var next = stream.WaitToReadAsync().AsTask();

        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(ChatErrorKind.IdleTimeout, (await Assert.ThrowsAsync<ChatConnectionException>(() => next.WaitAsync(Limit))).Kind);
    }

    [Fact]
    public async Task A_stream_that_brings_something_now_and_then_lives_as_long_as_it_likes()
    {
        Gate[] gates = [new(), new(), new()];
        Server.Respond(Reply.Frames(OpenAIFrames.Content("0"))
            .Then(ReplyStep.WaitFor(gates[0])).ThenFrames(OpenAIFrames.Reasoning("1"))
            .Then(ReplyStep.WaitFor(gates[1])).ThenFrames(OpenAIFrames.ToolCall(0, "id", "tool"))
            .Then(ReplyStep.WaitFor(gates[2])).ThenFrames(OpenAIFrames.Finish() + OpenAIFrames.Done));
        await using var stream = CreateClient(Options).Stream("Hello");
        await NextAsync(stream);

        foreach (var gate in gates)
        {
            var next = stream.WaitToReadAsync().AsTask();
            _clock.Advance(TimeSpan.FromSeconds(4.9));
            gate.Open();
            Assert.True(await next.WaitAsync(Limit));
            Assert.True(stream.TryRead(out _));
        }

        Assert.Equal(ChatCompletionStatus.Complete, (await stream.ReadToEndAsync().WaitAsync(Limit)).Status);
    }

    [Fact]
    public async Task A_reader_that_is_busy_for_long_is_not_silence()
    {
        Server.Respond(Reply.Frames(OpenAIFrames.Content("a"), OpenAIFrames.Content("b"), OpenAIFrames.Finish(), OpenAIFrames.Done));
        await using var stream = CreateClient(Options).Stream("Hello");
        await NextAsync(stream);

        _clock.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal("ab", (await stream.ReadToEndAsync().WaitAsync(Limit)).Text);
    }

    [Fact]
    public async Task The_limits_of_one_call_do_not_reach_the_next()
    {
        Server.Respond(new Reply { BeforeHeaders = [ReplyStep.Stall] }, Answer());
        var reply = FailAsync(CreateClient(Options));
        await Server.WaitForRequestAsync();
        _clock.Advance(TimeSpan.FromSeconds(20));
        await reply;

        var completion = await CreateClient(Options).CompleteAsync(new ChatRequest("Hello")).WaitAsync(Limit);
        _clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal("Hi", completion.Text);
        await _clock.WaitForNoTimerAsync();
    }
}
