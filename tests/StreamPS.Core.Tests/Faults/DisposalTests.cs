using System;
using System.Buffers;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Faults;

/// <summary>Streams that one thread closes while another one waits for them.</summary>
public sealed class DisposalTests : ServerTest
{
    [Fact]
    public async Task Memory_that_is_being_read_into_goes_to_no_other_stream()
    {
        var body = new HeldStream();
        var stream = new InProcessService(_ => body).CreateClient("OpenAI", FaultPolicy.Resume.ToOptions()).Stream("Hello");
        var next = stream.WaitToReadAsync().AsTask();
        await body.Reading.WaitAsync(Limit);

        await stream.DisposeAsync();
        byte[][] others = [.. Enumerable.Range(0, 64).Select(_ => ArrayPool<byte>.Shared.Rent(32 * 1024))];
        foreach (byte[] other in others)
            Array.Clear(other);
        body.Send(Encoding.UTF8.GetBytes(OpenAIFrames.Content("late")));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.WaitAsync(Limit));
        Assert.All(others, other => Assert.Equal(0, other[0]));
        Assert.Equal(ChatCompletionStatus.Cancelled, stream.Completion.Status);
        foreach (byte[] other in others)
            ArrayPool<byte>.Shared.Return(other);
    }

    [Theory]
    [InlineData(FaultPolicy.Plain)]
    [InlineData(FaultPolicy.Resume)]
    public async Task A_stream_that_is_closed_asks_for_nothing_more(FaultPolicy policy)
    {
        const int Tries = 50;
        Server.RespondAlways(Reply.Frames(OpenAIFrames.Content("part")).Then(ReplyStep.Stall));
        for (int i = 0; i < Tries; i++)
        {
            var stream = CreateClient(policy.ToOptions()).Stream("Hello");
            await NextAsync(stream);
            var next = stream.WaitToReadAsync().AsTask();

            await stream.DisposeAsync();

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.WaitAsync(Limit));
            Assert.Equal(RequestEndKind.ClientClosed, (await Server.Requests[i].WaitForEndAsync()).Kind);
            Assert.Equal((ChatCompletionStatus.Cancelled, "part"), (stream.Completion.Status, stream.Completion.Text));
        }

        Assert.Equal(Tries, Server.Requests.Count);
    }

    [Fact]
    public async Task A_stream_that_is_closed_in_the_wait_for_a_retry_waits_no_longer()
    {
        var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Server.RespondAlways(Reply.Json(503, """{"error":{"message":"Busy"}}""").WithHeader("Retry-After", "30"));
        var stream = CreateClient(new ChatClientOptions { Clock = new ManualClock(), Waiting = _ => waiting.TrySetResult() }).Stream("Hello");
        var first = stream.WaitToReadAsync().AsTask();
        await waiting.Task.WaitAsync(Limit);

        await stream.DisposeAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.WaitAsync(Limit));
        Assert.Single(Server.Requests);
    }
}
