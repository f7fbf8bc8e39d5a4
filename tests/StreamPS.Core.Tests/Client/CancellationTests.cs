using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Client;

/// <summary>Stopping is prompt: the server sees the connection closed within 200 ms, whatever the stream is doing.</summary>
[Collection(SerialCollection.Name)]
public sealed class CancellationTests : ServerTest
{
    private static readonly TimeSpan Promptly = TimeSpan.FromMilliseconds(200);

    // The HttpClientHandler of today's .NET drains a reply for two seconds when it's closed while nobody reads, which netstandard2.0 has no
    // switch for. The flavour is made for .NET Framework, which has another one.
    private static readonly TimeSpan PromptlyWhileNobodyReads = Flavour.IsNetStandard ? TimeSpan.FromSeconds(3) : Promptly;

    private readonly CancellationTokenSource _stop = new();

    [Fact]
    public async Task Before_the_headers()
    {
        Server.Respond(new Reply { BeforeHeaders = [ReplyStep.Stall] });
        var stream = CreateClient().Stream("Hello", _stop.Token);
        var first = stream.WaitToReadAsync().AsTask();
        await Server.WaitForRequestAsync();

        await CancelAsync(stream, first);
    }

    [Fact]
    public async Task In_a_stall_after_the_headers()
    {
        var gate = new Gate();
        Server.Respond(Reply.Frames().Then(ReplyStep.WaitFor(gate), ReplyStep.Stall));
        var stream = CreateClient().Stream("Hello", _stop.Token);
        var first = stream.WaitToReadAsync().AsTask();
        await gate.Reached.WaitAsync(Limit);

        await CancelAsync(stream, first);
    }

    [Fact]
    public async Task In_a_stall_after_some_text()
    {
        Server.Respond(Reply.Frames(OpenAIFrames.Content("part")).Then(ReplyStep.Stall));
        var stream = CreateClient().Stream("Hello", _stop.Token);
        await NextAsync(stream);
        var next = stream.WaitToReadAsync().AsTask();

        await CancelAsync(stream, next);

        Assert.Equal("part", stream.Completion.Text);
    }

    [Fact]
    public async Task In_full_flow()
    {
        Server.Respond(Reply.Bulk(2_000_000));
        var stream = CreateClient().Stream("Hello", _stop.Token);
        long cancelled = 0;
        int deltas = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var delta in stream)
            {
                Assert.Equal(0, cancelled);
                if (++deltas == 1000)
                {
                    cancelled = Stopwatch.GetTimestamp();
                    await _stop.CancelAsync();
                }
            }
        });

        await AssertClosedSinceAsync(cancelled);
        Assert.Equal(1000, deltas);
        Assert.Equal(ChatCompletionStatus.Cancelled, stream.Completion.Status);
        Assert.Equal(1000, stream.Completion.DeltaCount);
    }

    [Fact]
    public async Task By_the_token_of_the_enumeration()
    {
        Server.Respond(Reply.Frames(OpenAIFrames.Content("part")).Then(ReplyStep.Stall));
        var stream = CreateClient().Stream("Hello");
        long cancelled = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var delta in stream.WithCancellation(_stop.Token))
            {
                cancelled = Stopwatch.GetTimestamp();
                await _stop.CancelAsync();
            }
        });

        await AssertClosedSinceAsync(cancelled, PromptlyWhileNobodyReads);
        Assert.Equal(ChatCompletionStatus.Cancelled, stream.Completion.Status);
    }

    [Fact]
    public async Task By_disposing_after_three_deltas()
    {
        Server.Respond(Reply.Bulk(2_000_000));
        var stream = CreateClient().Stream("Hello");
        for (int i = 0; i < 3; i++)
            await NextAsync(stream);

        long disposed = Stopwatch.GetTimestamp();
        await stream.DisposeAsync();

        await AssertClosedSinceAsync(disposed, PromptlyWhileNobodyReads);
        Assert.Equal(ChatCompletionStatus.Cancelled, stream.Completion.Status);
        Assert.Equal("tok tok tok ", stream.Completion.Text);
        Assert.Null(stream.Completion.Error);
    }

    [Fact]
    public async Task By_breaking_out_of_the_enumeration()
    {
        Server.Respond(Reply.Frames(OpenAIFrames.Content("a"), OpenAIFrames.Content("b")).Then(ReplyStep.Stall));
        var stream = CreateClient().Stream("Hello");
        await foreach (var delta in stream)
            break;
        long broken = Stopwatch.GetTimestamp();

        await AssertClosedSinceAsync(broken, PromptlyWhileNobodyReads);
        Assert.Equal(ChatCompletionStatus.Cancelled, stream.Completion.Status);
    }

    [Fact]
    public async Task While_an_error_page_is_read()
    {
        var gate = new Gate();
        Server.Respond(Reply.Text(500, "text/plain", "so far").Then(ReplyStep.WaitFor(gate)));
        var stream = CreateClient().Stream("Hello", _stop.Token);
        var first = stream.WaitToReadAsync().AsTask();
        await gate.Reached.WaitAsync(Limit);

        await CancelAsync(stream, first);
    }

    [Fact]
    public async Task Before_the_stream_is_read_nothing_is_sent()
    {
        await _stop.CancelAsync();
        var stream = CreateClient().Stream("Hello", _stop.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stream.WaitToReadAsync().AsTask());

        Assert.Empty(Server.Requests);
        Assert.Equal(ChatCompletionStatus.Cancelled, stream.Completion.Status);
    }

    [Fact]
    public async Task Fifty_cancelled_streams_leave_no_thread_and_no_socket()
    {
        Server.RespondAlways(Reply.Frames(OpenAIFrames.Content("a")).Then(ReplyStep.Stall));
        await CancelManyAsync(5);
        int threads = CountThreads();

        await CancelManyAsync(50);

        await Server.WaitForOpenConnectionsAsync(atMost: 0, Limit);
        Assert.InRange(CountThreads(), 1, threads + 10);
        Assert.Equal(55, Server.Requests.Count);
    }

    private static int CountThreads()
    {
        using var process = Process.GetCurrentProcess();
        return process.Threads.Count;
    }

    private async Task CancelManyAsync(int count)
    {
        var client = CreateClient();
        await Task.WhenAll(Enumerable.Range(0, count).Select(async number =>
        {
            using var stop = new CancellationTokenSource();
            await using var stream = client.Stream("Hello", stop.Token);
            await NextAsync(stream);
            var next = stream.WaitToReadAsync().AsTask();
            if (number % 2 == 0)
                await stop.CancelAsync();
            else
                await stream.DisposeAsync();
            await Assert.ThrowsAnyAsync<Exception>(() => next.WaitAsync(Limit));
        }));
    }

    private async Task CancelAsync(ChatStream stream, Task<bool> pending)
    {
        long cancelled = Stopwatch.GetTimestamp();
        await _stop.CancelAsync();

        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending.WaitAsync(Limit));
        Assert.Equal(_stop.Token, exception.CancellationToken);
        await AssertClosedSinceAsync(cancelled);
        Assert.Equal(ChatCompletionStatus.Cancelled, stream.Completion.Status);
        Assert.Null(stream.Completion.Error);
        await stream.DisposeAsync();
    }

    private Task AssertClosedSinceAsync(long timestamp) => AssertClosedSinceAsync(timestamp, Promptly);

    private async Task AssertClosedSinceAsync(long timestamp, TimeSpan limit)
    {
        var end = await Server.Requests[0].Ended.WaitAsync(Limit);
        Assert.Equal(RequestEndKind.ClientClosed, end.Kind);
        Assert.InRange(Stopwatch.GetElapsedTime(timestamp, end.Timestamp), TimeSpan.FromSeconds(-1), limit);
    }
}
