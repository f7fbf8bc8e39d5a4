using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Faults;

/// <summary>
/// Many streams leave nothing behind, whole ones, broken ones and those that are given up. Server and client are one process here, so that all
/// counts are of both; the benchmarks' soak has them apart, and more streams.
/// </summary>
[Collection(SerialCollection.Name)]
public sealed class SoakTests : ServerTest
{
    private const int Workers = 8;
    private const int Many = 2_000;
    private const int AtOnce = 100;

    // The pools of .NET grow by a few of each while they get used to the load; what leaks grows with every stream.
    private const int MoreHandles = 40;
    private const int MoreThreads = 20;
    private const int MoreBytes = 3_000_000;

    private const string GivenUp = nameof(ChatCompletionStatus.Cancelled);
    private const string Complete = nameof(ChatCompletionStatus.Complete);

    private static readonly string[] Outcomes =
    [
        Complete, Complete, Complete, Complete, GivenUp,
        nameof(ChatErrorKind.ConnectionLost), nameof(ChatErrorKind.IncompleteStream), nameof(ChatErrorKind.Overloaded), nameof(ChatErrorKind.ServiceError),
    ];

    [Fact]
    public async Task Many_streams_leave_nothing_behind()
    {
        await ReadManyAsync(AtOnce, AtOnce);
        await ReadManyAsync(200, Workers);
        await AssertAllClosedAsync();
        var before = ProcessUse.Measure();

        await ReadManyAsync(Many, Workers);
        await ReadManyAsync(AtOnce, AtOnce);

        await AssertAllClosedAsync();
        var after = ProcessUse.Measure();
        Assert.True(
            after.Handles <= before.Handles + MoreHandles && after.Threads <= before.Threads + MoreThreads && after.Bytes <= before.Bytes + MoreBytes,
            $"Before: {before}\nAfter: {after}");
    }

    // The prompt says what is to happen. Replies close their connections, so that none stays in the pool: any that is open then was forgotten.
    private static Reply Respond(ReceivedRequest request)
    {
        var beginning = Reply.Frames(OpenAIFrames.Role(), OpenAIFrames.Content("a"), OpenAIFrames.Content("b")).WithHeader("Connection", "close");
        return request.Json.GetProperty("messages")[0].GetProperty("content").GetString() switch
        {
            nameof(ChatErrorKind.ConnectionLost) => beginning.Then(ReplyStep.Close),
            nameof(ChatErrorKind.IncompleteStream) => beginning,
            nameof(ChatErrorKind.Overloaded) => beginning.ThenFrames(OpenAIFrames.Error("Busy", "overloaded_error")),
            nameof(ChatErrorKind.ServiceError) => Reply.Json(500, """{"error":{"message":"Broken"}}""").WithHeader("Connection", "close"),
            GivenUp => beginning.Then(ReplyStep.Stall),
            _ => beginning.ThenFrames(OpenAIFrames.Finish(), OpenAIFrames.Done),
        };
    }

    private Task ReadManyAsync(int count, int workers)
    {
        Server.Clear();
        Server.RespondAlways(Respond);
        var client = CreateClient();
        return Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = workers },
            async (number, _) => Assert.Equal(Outcomes[number % Outcomes.Length], await ReadAsync(client, Outcomes[number % Outcomes.Length]))).WaitAsync(Limit * 3);
    }

    private static async Task<string> ReadAsync(ChatClient client, string outcome)
    {
        using var stop = new CancellationTokenSource();
        await using var stream = client.Stream(outcome, stop.Token);
        try
        {
            if (outcome == GivenUp)
            {
                await NextAsync(stream);
                await stop.CancelAsync();
            }

            return (await stream.ReadToEndAsync()).Status.ToString();
        }
        catch (OperationCanceledException)
        {
            return GivenUp;
        }
        catch (ChatException exception)
        {
            return exception.Kind.ToString();
        }
    }

    private Task AssertAllClosedAsync() => Server.WaitForOpenConnectionsAsync(atMost: 0, Limit);
}
