using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Streaming;

/// <summary>Several streams, read as one.</summary>
public sealed class StreamFanOutTests : ServerTest
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(256, false)]
    [InlineData(256, true)]
    public async Task Every_delta_of_every_stream_arrives_in_its_order(int readAhead, bool isOrdered)
    {
        const int Streams = 20;
        const int Deltas = 300;
        Server.RespondAlways(request => Reply.Bulk(Deltas, number => $"{request.Json.GetProperty("messages")[0].GetProperty("content").GetString()}.{number} "));
        await using var fanOut = new StreamFanOut(readAhead, isOrdered);
        var client = CreateClient();
        for (int prompt = 0; prompt < Streams; prompt++)
            fanOut.Add(client.Stream(new ChatRequest($"{prompt}") { PromptIndex = prompt }));

        var items = await ReadAsync(fanOut);

        Assert.Equal(0, fanOut.OpenCount);
        foreach (var stream in items.GroupBy(item => item.Stream))
        {
            Assert.Null(stream.Last().Delta);
            Assert.Null(stream.Last().Failure);
            var deltas = stream.SkipLast(1).Select(item => item.Delta!).ToArray();
            Assert.Equal(Enumerable.Range(0, deltas.Length), deltas.Select(delta => delta.Sequence));
            int prompt = Assert.Single(deltas.Select(delta => delta.PromptIndex).Distinct());
            string text = string.Concat(Enumerable.Range(0, Deltas).Select(number => $"{prompt}.{number} "));
            Assert.Equal(text, string.Concat(deltas));
            Assert.Equal(text, stream.Key.Completion.Text);
            Assert.Equal(ChatCompletionStatus.Complete, stream.Key.Completion.Status);
        }

        Assert.Equal(Streams, items.Count(item => item.Delta is null));
        if (isOrdered)
            Assert.Equal(Enumerable.Range(0, Streams), items.Where(item => item.Delta is not null).Select(item => item.Delta!.PromptIndex).Distinct());
    }

    [Fact]
    public async Task A_stream_that_fails_does_not_touch_the_others()
    {
        Server.RespondAlways(request => request.Json.GetProperty("messages")[0].GetProperty("content").GetString() == "1"
            ? Reply.Frames(OpenAIFrames.Content("part")).Then(ReplyStep.Reset)
            : Answer("whole"));
        await using var fanOut = new StreamFanOut();
        var client = CreateClient();
        foreach (string prompt in new[] { "0", "1", "2" })
            fanOut.Add(client.Stream(prompt));

        var ends = (await ReadAsync(fanOut)).Where(item => item.Delta is null).ToDictionary(item => item.Stream.Completion.Prompt);

        Assert.Null(ends["0"].Failure);
        Assert.Null(ends["2"].Failure);
        Assert.Equal(ChatErrorKind.ConnectionLost, Assert.IsType<ChatConnectionException>(ends["1"].Failure).Kind);
        Assert.Equal("part", ends["1"].Stream.Completion.Text);
    }

    [Fact]
    public async Task With_an_order_the_others_go_on_as_far_as_they_are_read_ahead()
    {
        var gate = new Gate();
        Server.Respond(Reply.Frames(OpenAIFrames.Content("first")).Then(ReplyStep.WaitFor(gate)).ThenFrames(OpenAIFrames.Finish(), OpenAIFrames.Done));
        await using var fanOut = new StreamFanOut(isOrdered: true);
        var client = CreateClient();
        fanOut.Add(client.Stream("0"));
        await Server.WaitForRequestAsync();
        Server.Respond(Answer("second"));
        fanOut.Add(client.Stream("1"));

        // The second is answered whole while the first isn't.
        await (await Server.WaitForRequestAsync(2)).WaitForEndAsync(Limit);
        Assert.True(await fanOut.WaitAsync());
        Assert.True(fanOut.TryRead(out var item));
        Assert.Equal("first", item.Delta?.Content);
        Assert.False(fanOut.TryRead(out _));
        gate.Open();

        Assert.Equal(["second"], (await ReadAsync(fanOut)).Select(next => next.Delta?.Content).OfType<string>());
    }

    [Fact]
    public async Task A_slow_reader_makes_the_service_wait()
    {
        Server.Respond(Reply.Bulk(500_000));
        await using var fanOut = new StreamFanOut(readAhead: 16);
        fanOut.Add(CreateClient().Stream("Hello"));
        await Server.WaitForRequestAsync();

        await Server.Requests[0].WaitForBlockedAsync(Limit);

        Assert.InRange(Server.Requests[0].BytesWritten, 1, 20_000_000);
        Assert.Equal(500_000 + 1, (await ReadAsync(fanOut)).Count(item => item.Delta is not null));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(256)]
    public async Task What_was_read_ahead_does_not_count_when_the_reader_has_enough(int readAhead)
    {
        string[] words = ["one ", "two ", "three ", "four "];
        Server.Respond(Reply.Frames([.. words.Select(word => OpenAIFrames.Content(word)), OpenAIFrames.Reasoning("hm"), OpenAIFrames.Finish(), OpenAIFrames.Done]));
        Server.Respond(Answer("other"));
        await using var fanOut = new StreamFanOut(readAhead);
        var stream = CreateClient().Stream("Hello");
        fanOut.Add(stream);
        await Server.WaitForRequestAsync();
        string text = "";
        while (text != "one two ")
        {
            if (fanOut.TryRead(out var item))
                text += item.Delta;
            else
                await fanOut.WaitAsync();
        }

        await fanOut.LimitAsync(stream);

        var end = Assert.Single(await ReadAsync(fanOut));
        Assert.Null(end.Delta);
        Assert.Null(end.Failure);
        Assert.Equal("Limited: one two ", $"{stream.Completion.Status}: {stream.Completion.Text}");
        Assert.Equal("", stream.Completion.Reasoning);
        Assert.Null(stream.Completion.FinishReason);
        Assert.Equal(2, stream.Completion.DeltaCount);
    }

    [Fact]
    public async Task Closing_closes_every_connection()
    {
        Server.RespondAlways(Reply.Frames(OpenAIFrames.Content("part")).Then(ReplyStep.Stall));
        var fanOut = new StreamFanOut();
        var client = CreateClient();
        for (int prompt = 0; prompt < 5; prompt++)
            fanOut.Add(client.Stream("Hello"));
        await Server.WaitForRequestAsync(5);

        await fanOut.DisposeAsync();

        foreach (var request in Server.Requests)
            Assert.Equal(RequestEndKind.ClientClosed, (await request.WaitForEndAsync(Limit)).Kind);
    }

    [Fact]
    public async Task Cancelling_ends_each_stream_with_its_cancellation()
    {
        using var stop = new CancellationTokenSource();
        Server.RespondAlways(Reply.Frames(OpenAIFrames.Content("part")).Then(ReplyStep.Stall));
        await using var fanOut = new StreamFanOut();
        var client = CreateClient();
        fanOut.Add(client.Stream("0", stop.Token));
        fanOut.Add(client.Stream("1", stop.Token));
        await Server.WaitForRequestAsync(2);
        await stop.CancelAsync();

        var ends = (await ReadAsync(fanOut)).Where(item => item.Delta is null).ToArray();
        Assert.Equal(2, ends.Length);
        Assert.All(ends, end => Assert.IsAssignableFrom<OperationCanceledException>(end.Failure));
    }

    [Fact]
    public async Task Nothing_to_read_is_no_wait()
    {
        await using var fanOut = new StreamFanOut();
        Assert.False(await fanOut.WaitAsync());
        Assert.False(fanOut.TryRead(out _));
    }

    private static async Task<List<StreamFanOutItem>> ReadAsync(StreamFanOut fanOut)
    {
        var items = new List<StreamFanOutItem>();
        while (await fanOut.WaitAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60)))
        {
            while (fanOut.TryRead(out var item))
                items.Add(item);
        }

        return items;
    }
}
