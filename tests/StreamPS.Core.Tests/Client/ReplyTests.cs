using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Client;

/// <summary>Replies that come to their end.</summary>
public sealed class ReplyTests : ServerTest
{
    public static TheoryData<string> Framings => ["crlf", "cr", "no space"];

    [Fact]
    public async Task A_reply_has_all_that_is_known_of_it()
    {
        var reply = Reply.Frames(OpenAIFrames.Role(), OpenAIFrames.Content("Hel"), OpenAIFrames.Content("lo"), OpenAIFrames.FinishWithUsage(19, 13), OpenAIFrames.Done)
            .WithHeader("msh-request-id", "req-7");
        var before = DateTimeOffset.UtcNow;

        var completion = await AskAsync(reply);

        Assert.Equal(ChatCompletionStatus.Complete, completion.Status);
        Assert.Equal("Hello", completion.Text);
        Assert.Equal("Hello", completion.ToString());
        Assert.Equal(ChatFinishReason.Stop, completion.FinishReason);
        Assert.Equal("19 + 13 = 32", completion.Usage?.ToString());
        Assert.Equal(OpenAIFrames.Id, completion.Id);
        Assert.Equal(OpenAIFrames.Model, completion.Model);
        Assert.Equal("Custom", completion.Provider);
        Assert.Equal("req-7", completion.RequestId);
        Assert.Equal("Hello", completion.Prompt);
        Assert.Equal(3, completion.DeltaCount);
        Assert.Null(completion.Error);
        Assert.InRange(completion.StartedAt, before, DateTimeOffset.UtcNow);
        Assert.NotNull(completion.FirstTokenLatency);
        Assert.InRange(completion.Duration, completion.FirstTokenLatency.Value, Limit);
    }

    [Theory]
    [MemberData(nameof(Samples.Names), MemberType = typeof(Samples))]
    public async Task The_guides_streams_arrive_as_they_are_printed(string name)
    {
        var expected = Decoding.OfStream(Samples.All[name]);
        var reply = new Reply { Steps = [ReplyStep.Write(Samples.All[name])] };

        foreach (var variant in new[] { reply, reply with { Bytewise = true }, reply with { ContentType = "text/plain" }, reply with { ContentType = null } })
        {
            Server.Respond(variant);
            var deltas = await CollectAsync(CreateClient().Stream("Hello"));
            Assert.Equal(expected.Deltas.Select(Describe), deltas.Select(Describe));
        }
    }

    [Theory]
    [MemberData(nameof(Framings))]
    public async Task Other_framings_give_the_same(string framing)
    {
        var wire = framing switch { "crlf" => SseFraming.Crlf, "cr" => SseFraming.Cr, _ => SseFraming.NoSpace };
        var completion = await AskAsync(Reply.Frames(wire, OpenAIFrames.Role(), OpenAIFrames.Content("one"), OpenAIFrames.Content(" two"), OpenAIFrames.Finish(), OpenAIFrames.Done));

        Assert.Equal("one two", completion.Text);
        Assert.Equal(ChatCompletionStatus.Complete, completion.Status);
    }

    [Fact]
    public async Task Comments_may_stand_anywhere()
    {
        var completion = await AskAsync(Reply.Frames(
            ": OPENROUTER PROCESSING\n\n", "\n\n", OpenAIFrames.Content("a"), ": ping\n\n: ping\n\n", ":\n" + OpenAIFrames.Content("b"), OpenAIFrames.Done));

        Assert.Equal("ab", completion.Text);
        Assert.Equal(ChatCompletionStatus.Complete, completion.Status);
    }

    [Theory]
    [InlineData("data: [DONE]")]
    [InlineData("data: [DONE]\n")]
    [InlineData("data:[DONE]  \n\n")]
    [InlineData("data: [DONE]\n\ndata: [DONE]\n\n")]
    public async Task The_end_marker_ends_the_reply_in_every_form(string end)
    {
        var completion = await AskAsync(Reply.Frames(OpenAIFrames.Content("all"), end));

        Assert.Equal("all", completion.Text);
        Assert.Equal(ChatCompletionStatus.Complete, completion.Status);
    }

    [Fact]
    public async Task A_character_split_over_two_packets_is_whole()
    {
        byte[] frame = Encoding.UTF8.GetBytes(OpenAIFrames.Content("🎉"));
        int middle = Array.IndexOf(frame, (byte)0xF0) + 2;
        var reply = Reply.Frames().Then(ReplyStep.Write(frame.AsMemory(0, middle)), ReplyStep.Write(frame.AsMemory(middle))).ThenFrames(OpenAIFrames.Done);

        Assert.Equal("🎉", (await AskAsync(reply)).Text);
    }

    [Fact]
    public async Task A_delta_arrives_before_the_server_sends_the_next()
    {
        var gates = new[] { new Gate(), new Gate() };
        Server.Respond(Reply.Frames(OpenAIFrames.Role(), OpenAIFrames.Content("one"))
            .Then(ReplyStep.WaitFor(gates[0])).ThenFrames(OpenAIFrames.Content("two"))
            .Then(ReplyStep.WaitFor(gates[1])).ThenFrames(OpenAIFrames.Finish(), OpenAIFrames.Done));
        await using var stream = CreateClient().Stream("Hello");

        Assert.Equal("one", (await NextAsync(stream)).Content);
        Assert.False(stream.TryRead(out _));
        Assert.Equal("one", stream.Completion.Text);
        Assert.Equal(ChatCompletionStatus.Incomplete, stream.Completion.Status);
        gates[0].Open();
        Assert.Equal("two", (await NextAsync(stream)).Content);
        Assert.Equal("onetwo", stream.Completion.Text);
        gates[1].Open();
        Assert.Equal(ChatFinishReason.Stop, (await NextAsync(stream)).FinishReason);
        Assert.False(await stream.WaitToReadAsync());
        Assert.Equal(ChatCompletionStatus.Complete, stream.Completion.Status);
    }

    [Fact]
    public async Task The_reply_is_complete_at_its_end_marker_even_if_the_connection_stays_open()
    {
        var completion = await AskAsync(Reply.Frames(OpenAIFrames.Content("all"), OpenAIFrames.Done).Then(ReplyStep.Stall));

        Assert.Equal(ChatCompletionStatus.Complete, completion.Status);
    }

    [Fact]
    public async Task A_json_document_is_one_delta()
    {
        Server.Respond(Reply.Json(200, """{"id":"x","object":"chat.completion","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"all of it"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}"""));
        await using var stream = CreateClient().Stream("Hello");
        var deltas = await CollectAsync(stream);

        Assert.Equal("all of it", Assert.Single(deltas).Content);
        Assert.Equal(ChatCompletionStatus.Complete, stream.Completion.Status);
        Assert.Equal("1 + 2 = 3", stream.Completion.Usage?.ToString());
    }

    [Fact]
    public async Task A_json_document_in_pieces_with_space_around_is_one_delta()
    {
        var reply = Reply.Text(200, "text/event-stream", "\uFEFF\r\n  {\"choices\":[{\"message\":{\"content\":\"all\"}}]}\r\n ") with { Bytewise = true };

        Assert.Equal("all", (await AskAsync(reply)).Text);
    }

    [Fact]
    public async Task Ten_thousand_deltas_arrive_in_order()
    {
        Server.Respond(Reply.Bulk(10_000, number => $"{number} "));
        var deltas = await CollectAsync(CreateClient().Stream("Hello"));

        Assert.Equal(Enumerable.Range(0, 10_001), deltas.Select(delta => delta.Sequence));
        Assert.Equal(Enumerable.Range(0, 10_000).Select(number => $"{number} "), deltas.Take(10_000).Select(delta => delta.Content!));
        Assert.Equal(ChatFinishReason.Stop, deltas[^1].FinishReason);
    }

    [Fact]
    public async Task A_frame_of_ten_megabytes_arrives()
    {
        string text = new('x', 10 * 1024 * 1024);

        Assert.True((await AskAsync(Answer(text))).Text == text);
    }

    [Fact]
    public async Task A_stream_can_be_read_once()
    {
        Server.Respond(Answer());
        await using var stream = CreateClient().Stream("Hello");

        Assert.Equal(2, (await CollectAsync(stream)).Count);
        Assert.Empty(await CollectAsync(stream));
        Assert.False(await stream.WaitToReadAsync());
        Assert.False(stream.TryRead(out _));
        Assert.Equal("Hi", stream.Completion.Text);
        Assert.Single(Server.Requests);
    }

    [Fact]
    public async Task Streams_of_one_client_run_side_by_side()
    {
        Server.RespondAlways(request => Answer("re: " + request.Json.GetProperty("messages")[0].GetProperty("content").GetString()));
        var client = CreateClient();

        var completions = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => client.CompleteAsync(new ChatRequest($"{number}")))).WaitAsync(Limit);

        Assert.Equal(Enumerable.Range(0, 20).Select(number => $"re: {number}"), completions.Select(completion => completion.Text));
    }

    [Fact]
    public async Task Deltas_carry_the_index_of_their_prompt()
    {
        Server.Respond(Answer());

        Assert.All(await CollectAsync(CreateClient().Stream(new ChatRequest("Hello") { PromptIndex = 3 })), delta => Assert.Equal(3, delta.PromptIndex));
    }

    [Fact]
    public async Task Times_go_by_the_clock_given()
    {
        var clock = new ManualClock();
        var gates = new[] { new Gate(), new Gate() };
        Server.Respond(Reply.Frames(OpenAIFrames.Content("one")).Then(ReplyStep.WaitFor(gates[1])).ThenFrames(OpenAIFrames.Content("two"), OpenAIFrames.Usage(1, 12), OpenAIFrames.Done)
            with { BeforeHeaders = [ReplyStep.WaitFor(gates[0])] });
        var started = clock.GetUtcNow();
        await using var stream = CreateClient(new ChatClientOptions { Clock = clock }).Stream("Hello");

        var first = NextAsync(stream);
        await gates[0].Reached.WaitAsync(Limit);
        clock.Advance(TimeSpan.FromSeconds(2));
        gates[0].Open();
        Assert.Equal(TimeSpan.FromSeconds(2), (await first).Elapsed);

        var second = NextAsync(stream);
        clock.Advance(TimeSpan.FromSeconds(1));
        gates[1].Open();
        Assert.Equal(TimeSpan.FromSeconds(3), (await second).Elapsed);

        clock.Advance(TimeSpan.FromSeconds(1));
        var completion = await stream.ReadToEndAsync();
        Assert.Equal(started, completion.StartedAt);
        Assert.Equal(TimeSpan.FromSeconds(2), completion.FirstTokenLatency);
        Assert.Equal(TimeSpan.FromSeconds(4), completion.Duration);
        Assert.Equal(3.0, completion.TokensPerSecond);
    }

    private static string Describe(ChatDelta delta) =>
        $"{delta.Sequence} {delta.Index} {delta.Role} {delta.Content} {delta.ToolCall?.Id} {delta.ToolCall} {delta.FinishReason} {delta.Usage}";
}
