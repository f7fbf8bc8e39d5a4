using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Client;

/// <summary>A request that fails before its first delta is sent again, if that may help, when the service wants it.</summary>
public sealed class RetryTests : ServerTest
{
    private static readonly Reply Busy = Reply.Json(503, """{"error":{"message":"Busy"}}""");

    private readonly ManualClock _clock = new();
    private readonly List<ChatWait> _waits = [];

    public static TheoryData<Reply> PassingFailures =>
    [
        new Reply { BeforeHeaders = [ReplyStep.Reset] },
        new Reply { BeforeHeaders = [ReplyStep.Close] },
        Reply.Frames().Then(ReplyStep.Reset),
        Reply.Frames(OpenAIFrames.Role()).Then(ReplyStep.Close),
        Reply.Frames(),
        Reply.Frames(OpenAIFrames.Role()),
        Reply.Frames(OpenAIFrames.Error("Too much to do", "overloaded_error")),
        Reply.Frames(OpenAIFrames.Error("Broken", "server_error")),
        Reply.Text(502, "text/html", "<html><title>Bad Gateway</title></html>"),
    ];

    [Theory]
    [InlineData(408)]
    [InlineData(409)]
    [InlineData(425)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    [InlineData(529)]
    public async Task A_status_that_may_pass_is_tried_again_with_the_same_request(int status)
    {
        Server.Respond(Reply.Json(status, """{"error":{"message":"Not now"}}"""), Answer());

        var completion = await AskAsync();

        Assert.Equal("Hi", completion.Text);
        Assert.Equal(ChatCompletionStatus.Complete, completion.Status);
        Assert.Equal(1, completion.RetryCount);
        Assert.Equal(2, Server.Requests.Count);
        Assert.Equal(Server.Requests[0].Body, Server.Requests[1].Body);
    }

    [Theory]
    [InlineData(400, "invalid_request_error")]
    [InlineData(401, "invalid_api_key")]
    [InlineData(403, "permission_denied")]
    [InlineData(404, "model_not_found")]
    [InlineData(413, "request_too_large")]
    [InlineData(422, "invalid_request_error")]
    [InlineData(429, "insufficient_quota")]
    public async Task What_fails_again_anyway_is_sent_once(int status, string code)
    {
        Server.Respond(Reply.Json(status, $$$"""{"error":{"message":"No","code":"{{{code}}}"}}"""), Answer());

        var exception = await FailAsync(CreateClient(Options()));

        Assert.False(exception.IsTransient);
        Assert.Equal(0, exception.Completion!.RetryCount);
        Assert.Single(Server.Requests);
    }

    [Theory]
    [MemberData(nameof(PassingFailures))]
    public async Task A_stream_that_breaks_before_its_first_delta_is_asked_for_again(Reply failure)
    {
        Server.Respond(failure, Answer());

        var completion = await AskAsync();

        Assert.Equal("Hi", completion.Text);
        Assert.Equal(1, completion.RetryCount);
        Assert.Equal(2, Server.Requests.Count);
    }

    [Fact]
    public async Task A_stream_that_breaks_after_its_first_delta_is_not()
    {
        Server.Respond(Reply.Frames(OpenAIFrames.Content("part")).Then(ReplyStep.Close), Answer());

        var exception = await FailAsync(CreateClient(Options()));

        Assert.Equal(ChatErrorKind.ConnectionLost, exception.Kind);
        Assert.Equal("part", exception.Completion?.Text);
        Assert.Single(Server.Requests);
    }

    [Fact]
    public async Task The_last_error_counts_when_the_retries_are_used_up()
    {
        Server.Respond(Busy, Busy, Reply.Json(500, """{"error":{"message":"Broken"}}"""), Answer());

        var exception = await FailAsync(CreateClient(Options()));

        Assert.Equal(ChatErrorKind.ServiceError, exception.Kind);
        Assert.Equal("Broken", exception.ServiceMessage);
        Assert.Equal(2, exception.Completion!.RetryCount);
        Assert.Equal(3, Server.Requests.Count);
    }

    [Fact]
    public async Task Waits_grow_up_to_eight_seconds()
    {
        Server.RespondAlways(Busy);

        await FailAfterAsync(new ChatRetryOptions { MaximumCount = 6, Random = () => 1 }, TimeSpan.FromSeconds(8));

        Assert.Equal([0.5, 1, 2, 4, 8, 8], _waits.Select(wait => wait.Time.TotalSeconds));
        Assert.Equal([1, 2, 3, 4, 5, 6], _waits.Select(wait => wait.Retry));
        Assert.All(_waits, wait => Assert.Equal(ChatErrorKind.Overloaded, wait.Reason?.Kind));
    }

    [Fact]
    public async Task They_are_a_random_part_so_that_clients_do_not_come_back_together()
    {
        Server.RespondAlways(Busy);

        await FailAfterAsync(new ChatRetryOptions { MaximumCount = 3, Random = () => 0.25 }, TimeSpan.FromSeconds(8));

        Assert.Equal([0.125, 0.25, 0.5], _waits.Select(wait => wait.Time.TotalSeconds));
    }

    [Fact]
    public async Task An_interval_of_the_callers_replaces_them()
    {
        Server.RespondAlways(Busy);

        await FailAfterAsync(new ChatRetryOptions { Interval = TimeSpan.FromSeconds(3) }, TimeSpan.FromSeconds(8));

        Assert.Equal([3, 3], _waits.Select(wait => wait.Time.TotalSeconds));
    }

    [Theory]
    [InlineData("Retry-After", "7")]
    [InlineData("Retry-After", "Fri, 02 Jan 2026 03:04:12 GMT")]
    [InlineData("retry-after-ms", "7000")]
    public async Task The_service_s_own_word_about_waiting_is_obeyed(string header, string value)
    {
        Server.Respond(Busy.WithHeader(header, value), Answer());
        var reply = CreateClient(Options(new ChatRetryOptions { Interval = TimeSpan.FromSeconds(1) })).CompleteAsync(new ChatRequest("Hello"));

        await _clock.WaitForTimerAsync();
        _clock.Advance(TimeSpan.FromSeconds(6.999));
        Assert.Single(Server.Requests);
        Assert.False(reply.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(0.001));

        Assert.Equal("Hi", (await reply.WaitAsync(Limit)).Text);
        Assert.Equal(TimeSpan.FromSeconds(7), Assert.Single(_waits).Time);
    }

    [Fact]
    public async Task A_wait_longer_than_allowed_is_an_error_at_once()
    {
        Server.Respond(Busy.WithHeader("Retry-After", "61"), Answer());

        var exception = await FailAsync(CreateClient(Options()));

        Assert.Equal(TimeSpan.FromSeconds(61), exception.RetryAfter);
        Assert.Single(Server.Requests);
        Assert.Empty(_waits);
    }

    [Fact]
    public async Task The_waits_of_one_request_have_a_limit_together()
    {
        Server.RespondAlways(Busy.WithHeader("Retry-After", "25"));

        await FailAfterAsync(new ChatRetryOptions { MaximumCount = 10 }, TimeSpan.FromSeconds(25));

        Assert.Equal([25, 25], _waits.Select(wait => wait.Time.TotalSeconds));
        Assert.Equal(3, Server.Requests.Count);
    }

    [Theory]
    [InlineData(400, "true", 2)]
    [InlineData(503, "false", 1)]
    public async Task The_service_may_say_itself_whether_to_try_again(int status, string said, int requests)
    {
        Server.Respond(Reply.Json(status, """{"error":{"message":"No"}}""").WithHeader("x-should-retry", said));
        Server.RespondAlways(Reply.Json(401, """{"error":{"message":"End"}}"""));

        await FailAsync(CreateClient(Options()));

        Assert.Equal(requests, Server.Requests.Count);
    }

    [Fact]
    public async Task Cancelling_ends_a_wait_at_once()
    {
        using var stop = new CancellationTokenSource();
        Server.Respond(Busy.WithHeader("Retry-After", "7"));
        var reply = CreateClient(Options()).CompleteAsync(new ChatRequest("Hello"), stop.Token);
        await _clock.WaitForTimerAsync();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reply.WaitAsync(Limit));
        Assert.Single(Server.Requests);
    }

    [Fact]
    public async Task The_limit_for_everything_holds_over_retries()
    {
        Server.Respond(Busy.WithHeader("Retry-After", "7"));
        var reply = FailAsync(CreateClient(Options(limit: TimeSpan.FromSeconds(9))));
        await _clock.WaitForTimersAsync(2);

        _clock.Advance(TimeSpan.FromSeconds(6));
        Assert.False(reply.IsCompleted);
        Server.Respond(new Reply { BeforeHeaders = [ReplyStep.Stall] });
        _clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(ChatErrorKind.TimedOut, (await reply).Kind);
    }

    [Fact]
    public async Task Others_wait_when_the_service_has_told_one_to()
    {
        var memory = new ServiceMemory();
        Server.Respond(Busy.WithHeader("Retry-After", "7"), Answer("one"), Answer("two"));
        var one = CreateClient(Options(memory: memory)).CompleteAsync(new ChatRequest("1"));
        await _clock.WaitForTimerAsync();

        var two = CreateClient(Options(memory: memory)).CompleteAsync(new ChatRequest("2"));

        await _clock.WaitForTimersAsync(2);
        Assert.Single(Server.Requests);
        _clock.Advance(TimeSpan.FromSeconds(7));
        await Task.WhenAll(one, two).WaitAsync(Limit);
        Assert.Equal(3, Server.Requests.Count);
        Assert.Equal([1, 0], _waits.Select(wait => wait.Retry));
        Assert.Equal(0, (await two).RetryCount);
    }

    [Fact]
    public async Task Those_with_another_key_do_not()
    {
        var memory = new ServiceMemory();
        Server.Respond(Busy.WithHeader("Retry-After", "7"), Answer("two"));
        var one = CreateClient(Options(memory: memory)).CompleteAsync(new ChatRequest("1"));
        await _clock.WaitForTimerAsync();

        var two = await CreateClient(Options(memory: memory, key: "another-key")).CompleteAsync(new ChatRequest("2")).WaitAsync(Limit);

        Assert.Equal("two", two.Text);
        Assert.False(one.IsCompleted);
    }

    private ChatClientOptions Options(ChatRetryOptions? retry = null, ServiceMemory? memory = null, string key = Key, TimeSpan? limit = null) => new()
    {
        ApiKey = new ApiKey(key),
        Clock = _clock,
        // Without limits, what waits for the clock are the retries alone.
        Timeouts = new ChatTimeouts { Connection = null, FirstToken = null, Idle = null, Total = limit },
        Retry = retry ?? new ChatRetryOptions { Random = () => 0 },
        Memory = memory ?? new ServiceMemory(),
        Waiting = _waits.Add,
    };

    private Task<ChatCompletion> AskAsync() => CreateClient(Options()).CompleteAsync(new ChatRequest("Hello")).WaitAsync(Limit);

    // Every wait is over as soon as it has begun.
    private async Task FailAfterAsync(ChatRetryOptions retry, TimeSpan longestWait)
    {
        var reply = FailAsync(CreateClient(Options(retry)));
        while (!reply.IsCompleted)
        {
            await Task.WhenAny(reply, _clock.WaitForTimerAsync());
            _clock.AdvanceToNextTimer(longestWait);
        }

        await reply;
    }
}
