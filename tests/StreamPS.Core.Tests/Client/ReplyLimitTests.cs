using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using StreamPS.LoopbackServer;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Client;

/// <summary>Limits that end a reply: what crosses them is cut exactly, and the connection is closed.</summary>
public sealed class ReplyLimitTests : ServerTest
{
    [Theory]
    [InlineData(1, "a")]
    [InlineData(3, "abc")]
    [InlineData(4, "abcd")]
    [InlineData(5, "abcd")] // A character of two halves stands there.
    [InlineData(6, "abcd😀")]
    [InlineData(7, "abcd😀e")]
    public async Task Text_ends_at_its_most_characters(int limit, string expected)
    {
        Server.Respond(Reply.Frames(OpenAIFrames.Role(), OpenAIFrames.Content("abc"), OpenAIFrames.Content("d😀"), OpenAIFrames.Content("ef")).Then(ReplyStep.Stall));
        await AssertLimitedAsync(new ChatRequest("Hello") { MaxCharacters = limit }, expected);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(7)]
    public async Task A_reply_that_is_no_longer_is_complete(int limit)
    {
        Server.Respond(Answer("abcdef"));
        var completion = await CreateClient().CompleteAsync(new ChatRequest("Hello") { MaxCharacters = limit });
        Assert.Equal(ChatCompletionStatus.Complete, completion.Status);
        Assert.Equal("abcdef", completion.Text);
    }

    [Theory]
    [InlineData("END", "one END")]
    [InlineData("e E", "one E")]
    [InlineData("^one", "one")]
    [InlineData("D", "one END")]
    public async Task Text_ends_with_the_match_of_a_pattern(string pattern, string expected)
    {
        Server.Respond(Reply.Frames(OpenAIFrames.Content("one"), OpenAIFrames.Content(" E"), OpenAIFrames.Content("ND two")).Then(ReplyStep.Stall));
        await AssertLimitedAsync(new ChatRequest("Hello") { StopPattern = new Regex(pattern) }, expected);
    }

    [Theory]
    [InlineData(4, "one ")]
    [InlineData(20, "one END")]
    public async Task Of_two_limits_the_first_holds(int limit, string expected)
    {
        Server.Respond(Reply.Frames(OpenAIFrames.Content("one END two and so on")).Then(ReplyStep.Stall));
        await AssertLimitedAsync(new ChatRequest("Hello") { MaxCharacters = limit, StopPattern = new Regex("END") }, expected);
    }

    [Fact]
    public async Task Each_choice_is_measured_by_itself()
    {
        Server.Respond(Reply.Frames(OpenAIFrames.Content("abc"), OpenAIFrames.Content("def", index: 1), OpenAIFrames.Content("ghij", index: 1)).Then(ReplyStep.Stall));
        await using var stream = CreateClient().Stream(new ChatRequest("Hello") { MaxCharacters = 5 });
        await stream.ReadToEndAsync().WaitAsync(Limit);
        Assert.Equal(ChatCompletionStatus.Limited, stream.Completion.Status);
        Assert.Equal(["abc", "defgh"], stream.Completion.Choices.Select(choice => choice.Text));
    }

    [Fact]
    public async Task A_reader_that_has_enough_ends_the_stream()
    {
        Server.Respond(Reply.Frames(OpenAIFrames.Content("one "), OpenAIFrames.Content("two "), OpenAIFrames.Content("three")).Then(ReplyStep.Stall));
        await using var stream = CreateClient().Stream("Hello");
        Assert.True(await stream.WaitToReadAsync());
        Assert.True(stream.TryRead(out _));
        stream.Limit();

        Assert.False(stream.TryRead(out _));
        Assert.False(await stream.WaitToReadAsync());
        Assert.Equal("Limited: one ", $"{stream.Completion.Status}: {stream.Completion.Text}");
        Assert.Equal(RequestEndKind.ClientClosed, (await Server.Requests[0].WaitForEndAsync(Limit)).Kind);
    }

    private async Task AssertLimitedAsync(ChatRequest request, string expected)
    {
        var deltas = new List<ChatDelta>();
        await using var stream = CreateClient().Stream(request);
        await foreach (var delta in stream)
            deltas.Add(delta);

        Assert.Equal(expected, string.Concat(deltas));
        Assert.Equal(expected, stream.Completion.Text);
        Assert.Equal(ChatCompletionStatus.Limited, stream.Completion.Status);
        Assert.Null(stream.Completion.Error);
        Assert.Equal(RequestEndKind.ClientClosed, (await Server.Requests[0].WaitForEndAsync(Limit)).Kind);
    }
}
