using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Tokens;

/// <summary>The tokens of a stream that ended before the service told them, for each way in which a stream can end.</summary>
public sealed class UsageEstimateTests : ServerTest
{
    private const string CountPath = "/v1/tokenizers/estimate-token-count";

    private readonly CancellationTokenSource _stop = new();

    public static TheoryData<Reply, ChatCompletionStatus> Ends => new()
    {
        { Reply.Frames(OpenAIFrames.Content("part"), OpenAIFrames.Finish(), OpenAIFrames.Done), ChatCompletionStatus.Complete },
        { Reply.Frames(OpenAIFrames.Content("part")), ChatCompletionStatus.Incomplete },
        { Reply.Frames(OpenAIFrames.Content("part")).Then(ReplyStep.Close), ChatCompletionStatus.Incomplete },
        { Reply.Frames(OpenAIFrames.Content("part"), OpenAIFrames.Error("Too much to do", "overloaded_error")), ChatCompletionStatus.Failed },
        { Reply.Frames(OpenAIFrames.Content("part"), "data: {nonsense}\n\n"), ChatCompletionStatus.Failed },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task A_stream_that_ended_by_itself(Reply reply, ChatCompletionStatus status)
    {
        Prepare(reply);
        await using var stream = CreateClient().Stream("Hello");

        var exception = await Record.ExceptionAsync(() => stream.ReadToEndAsync().WaitAsync(Limit));

        Assert.Equal(status, stream.Completion.Status);
        AssertEstimated(stream.Completion);
        if (exception is ChatException failure)
            Assert.Same(stream.Completion, failure.Completion);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_limit_of_the_reader(bool isReadAhead)
    {
        Prepare(Reply.Frames(OpenAIFrames.Content("part"), OpenAIFrames.Content(" and more")).Then(ReplyStep.Stall));
        await using var stream = CreateClient().Stream("Hello");
        if (isReadAhead)
        {
            await using var fanOut = new StreamFanOut();
            fanOut.Add(stream);
            await fanOut.WaitAsync();
            Assert.True(fanOut.TryRead(out _));
            await fanOut.LimitAsync(stream);
        }
        else
        {
            await NextAsync(stream);
            stream.Limit();
            await stream.DisposeAsync();
        }

        Assert.Equal("Limited: part", $"{stream.Completion.Status}: {stream.Completion.Text}");
        AssertEstimated(stream.Completion);
    }

    [Fact]
    public async Task A_stall()
    {
        var clock = new ManualClock();
        Prepare(Reply.Frames(OpenAIFrames.Content("part")).Then(ReplyStep.Stall));
        await using var stream = CreateClient(clock).Stream("Hello");
        await NextAsync(stream);
        var next = stream.WaitToReadAsync().AsTask();
        clock.Advance(TimeSpan.FromSeconds(60));

        await Assert.ThrowsAsync<ChatConnectionException>(() => next.WaitAsync(Limit));

        AssertEstimated(stream.Completion);
    }

    [Fact]
    public async Task The_limit_for_everything()
    {
        var clock = new ManualClock();
        Prepare(Reply.Frames(OpenAIFrames.Content("part")).Then(ReplyStep.Stall));
        var stream = CreateClient(clock, limit: TimeSpan.FromSeconds(5)).Stream("Hello");
        await NextAsync(stream);
        var next = stream.WaitToReadAsync().AsTask();
        clock.Advance(TimeSpan.FromSeconds(5));
        await Assert.ThrowsAsync<ChatConnectionException>(() => next.WaitAsync(Limit));

        await stream.DisposeAsync();

        AssertEstimated(stream.Completion);
    }

    [Fact]
    public async Task A_reader_that_has_enough()
    {
        Prepare(Reply.Frames(OpenAIFrames.Content("part")).Then(ReplyStep.Stall));
        var stream = CreateClient().Stream("Hello");
        await NextAsync(stream);

        await stream.DisposeAsync().AsTask().WaitAsync(Limit);

        Assert.Equal(ChatCompletionStatus.Cancelled, stream.Completion.Status);
        AssertEstimated(stream.Completion);
    }

    [Fact]
    public async Task Nothing_is_asked_after_a_stop()
    {
        Prepare(Reply.Frames(OpenAIFrames.Content("part")).Then(ReplyStep.Stall));
        var stream = CreateClient().Stream("Hello", _stop.Token);
        await NextAsync(stream);
        var next = stream.WaitToReadAsync().AsTask();
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.WaitAsync(Limit));

        await stream.DisposeAsync();

        AssertUnknown(stream.Completion, requests: 1);
    }

    [Fact]
    public async Task Nothing_is_asked_without_the_option()
    {
        Prepare(Reply.Frames(OpenAIFrames.Content("part")));
        await using var stream = CreateClient(estimate: false).Stream("Hello");

        await Record.ExceptionAsync(() => stream.ReadToEndAsync().WaitAsync(Limit));

        AssertUnknown(stream.Completion, requests: 1);
    }

    [Fact]
    public async Task Nothing_is_asked_when_there_was_no_reply()
    {
        Prepare(Reply.Json(401, "{}"));
        await using var stream = CreateClient().Stream("Hello");

        await Record.ExceptionAsync(() => stream.ReadToEndAsync().WaitAsync(Limit));

        AssertUnknown(stream.Completion, requests: 1);
    }

    [Fact]
    public async Task What_the_service_sent_is_never_replaced()
    {
        Prepare(Reply.Frames(OpenAIFrames.Content("part"), OpenAIFrames.Usage(1, 2)));
        await using var stream = CreateClient().Stream("Hello");

        await Record.ExceptionAsync(() => stream.ReadToEndAsync().WaitAsync(Limit));

        Assert.Equal("1 + 2 = 3", stream.Completion.Usage?.ToString());
        Assert.Equal(ChatUsageSource.Service, stream.Completion.UsageSource);
        Assert.Single(Server.Requests);
    }

    [Fact]
    public async Task A_count_that_fails_leaves_it_unknown_and_the_error_what_it_was()
    {
        Server.Respond(Reply.Frames(OpenAIFrames.Content("part")));
        Server.RespondAlways(CountPath, Reply.Json(500, "{}"));
        await using var stream = CreateClient().Stream("Hello");

        var exception = await Assert.ThrowsAsync<ChatStreamException>(() => stream.ReadToEndAsync().WaitAsync(Limit));

        Assert.Equal(ChatErrorKind.IncompleteStream, exception.Kind);
        AssertUnknown(stream.Completion, requests: 2);
    }

    [Fact]
    public async Task A_count_that_hangs_is_given_up_after_ten_seconds()
    {
        var clock = new ManualClock();
        Server.Respond(Reply.Frames(OpenAIFrames.Content("part")));
        Server.RespondAlways(CountPath, new Reply { BeforeHeaders = [ReplyStep.Stall] });
        await using var stream = CreateClient(clock).Stream("Hello");
        var read = stream.ReadToEndAsync();
        await Server.WaitForRequestAsync(2);

        clock.Advance(TimeSpan.FromSeconds(10));

        await Assert.ThrowsAsync<ChatStreamException>(() => read.WaitAsync(Limit));
        AssertUnknown(stream.Completion, requests: 2);
    }

    [Fact]
    public async Task Pauses_and_speed_are_on_the_completion()
    {
        var clock = new ManualClock();
        Gate[] gates = [new(), new()];
        Server.Respond(Reply.Frames(OpenAIFrames.Content("1234")).Then(ReplyStep.WaitFor(gates[0])).ThenFrames(OpenAIFrames.Content("5678"))
            .Then(ReplyStep.WaitFor(gates[1])).ThenFrames(OpenAIFrames.Usage(10, 8), OpenAIFrames.Done));
        await using var stream = CreateClient(clock).Stream("Hello");
        await NextAsync(stream);
        foreach (int seconds in new[] { 3, 1 })
        {
            clock.Advance(TimeSpan.FromSeconds(seconds));
            gates[seconds == 3 ? 0 : 1].Open();
            await NextAsync(stream);
        }

        var completion = await stream.ReadToEndAsync().WaitAsync(Limit);

        Assert.Equal(TimeSpan.FromSeconds(3), completion.LongestPause);
        Assert.Equal(TimeSpan.FromSeconds(4), completion.Duration);
        Assert.Equal(2, completion.CharactersPerSecond);
        Assert.Equal(2, completion.TokensPerSecond);
    }

    private void Prepare(Reply reply)
    {
        Server.RespondAlways("/v1/chat/completions", reply);
        Server.RespondAlways(request => Reply.Json(200, request.Body.Contains("part", StringComparison.Ordinal) ? """{"data":{"total_tokens":7}}""" : """{"data":{"total_tokens":80}}"""));
    }

    private ChatClient CreateClient(TimeProvider? clock = null, bool estimate = true, TimeSpan? limit = null) => new(ChatProviders.Get("Moonshot").At(Server.BaseUri), new ChatClientOptions
    {
        ApiKey = new ApiKey(Key),
        Retry = ChatRetryOptions.None,
        EstimateUsage = estimate,
        Timeouts = new ChatTimeouts { Total = limit },
        Clock = clock ?? TimeProvider.System,
    });

    private void AssertEstimated(ChatCompletion completion)
    {
        Assert.Equal("80 + 7 = 87", completion.Usage?.ToString());
        Assert.Equal(ChatUsageSource.Endpoint, completion.UsageSource);
        Assert.Equal(["/v1/chat/completions", CountPath, CountPath], Server.Requests.Select(request => request.Path));
        Json.Equal("""{"model":"kimi-k2-turbo-preview","messages":[{"role":"user","content":"part"}]}""", Server.Requests[2].Body);
    }

    private void AssertUnknown(ChatCompletion completion, int requests)
    {
        Assert.Null(completion.Usage);
        Assert.Equal(ChatUsageSource.None, completion.UsageSource);
        Assert.Equal(requests, Server.Requests.Count);
    }
}
