using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using StreamPS.Browser.Tests.Support;
using StreamPS.LoopbackServer;
using Xunit;

namespace StreamPS.Browser.Tests;

public sealed class StreamingTests(Chromium chromium) : PageTest(chromium)
{
    [Fact]
    public async Task Text_shows_while_the_model_is_still_writing()
    {
        var first = new Gate();
        var second = new Gate();
        Server.Respond(Begin("Once upon").Then(ReplyStep.WaitFor(first))
            .ThenFrames(OpenAIFrames.Content(" a time")).Then(ReplyStep.WaitFor(second))
            .ThenFrames(OpenAIFrames.Content(" there was."), OpenAIFrames.Finish(), OpenAIFrames.Done));

        await AskAsync("Tell me a story");

        await Expect(Questions).ToHaveTextAsync("Tell me a story");
        await Expect(ReplyText).ToHaveTextAsync("Once upon");
        await Expect(StopButton).ToBeVisibleAsync();
        first.Open();
        await Expect(ReplyText).ToHaveTextAsync("Once upon a time");
        await Expect(StopButton).ToBeVisibleAsync();
        second.Open();
        await Expect(ReplyText).ToHaveTextAsync("Once upon a time there was.");
        await Expect(SendButton).ToBeVisibleAsync();
        await Expect(StopButton).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Reasoning_is_folded_away_until_the_reader_opens_it()
    {
        var thinking = new Gate();
        Server.Respond(LoopbackServer.Reply.Frames(OpenAIFrames.Role(), OpenAIFrames.Reasoning("First I **think**.")).Then(ReplyStep.WaitFor(thinking))
            .ThenFrames(OpenAIFrames.Content("Then I speak."), OpenAIFrames.Finish(), OpenAIFrames.Done));

        await AskAsync();

        var summary = Page.Locator(".reasoning summary");
        var reasoning = Page.Locator(".reasoning .markdown");
        await Expect(summary).ToHaveTextAsync("Thinking…");
        await Expect(reasoning).ToBeHiddenAsync();
        thinking.Open();
        await Expect(ReplyText).ToHaveTextAsync("Then I speak.");
        await WaitForEndAsync();
        await Expect(summary).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^(Reasoning|Thought for \\d+ s)$"));
        await Expect(reasoning).ToBeHiddenAsync();
        await summary.ClickAsync();
        await Expect(reasoning).ToBeVisibleAsync();
        await Expect(reasoning.Locator("strong")).ToHaveTextAsync("think");
    }

    [Fact]
    public async Task A_reply_ends_with_its_model_its_tokens_and_its_pace()
    {
        await AskAsync("Hello", Begin("A").Then(ReplyStep.Delay(System.TimeSpan.FromMilliseconds(300)))
            .ThenFrames(OpenAIFrames.Content("B"), OpenAIFrames.Finish(), OpenAIFrames.Usage(12, 30), OpenAIFrames.Done));

        var figures = await Replies.Last.Locator(".figures > span").AllInnerTextsAsync();

        Assert.Equal(4, figures.Count);
        Assert.Equal([TestModel, "12 tokens in, 30 out"], figures.Take(2).Select(text => text.TrimEnd('·', ' ')));
        Assert.Matches(@"^first token after \d+\.\d\d s", figures[2]);
        Assert.Matches(@"^\d+ tokens/s", figures[3]);
    }

    [Fact]
    public async Task The_whole_conversation_is_sent_with_each_question()
    {
        await AskAsync("One", Answer("First"));
        await AskAsync("Two", Answer("Second"));

        var request = Server.Requests.Last(item => item.Path == "/v1/chat/completions");

        string[] messages = [.. request.Json.GetProperty("messages").EnumerateArray().Select(message => $"{message.GetProperty("role")}: {message.GetProperty("content")}")];
        Assert.Equal(["user: One", "assistant: First", "user: Two"], messages);
        Assert.Equal(JsonValueKind.True, request.Json.GetProperty("stream").ValueKind);
    }

    [Fact]
    public async Task A_reply_that_ends_at_its_token_limit_says_so()
    {
        await AskAsync("Hello", Begin("Too").ThenFrames(OpenAIFrames.Finish("length"), OpenAIFrames.Done));

        await Expect(Notice).ToHaveTextAsync("The reply ends here because it reached its token limit.");
    }

    [Fact]
    public async Task A_reply_without_a_text_says_so()
    {
        await AskAsync("Hello", LoopbackServer.Reply.Frames(OpenAIFrames.Role(), OpenAIFrames.Finish(), OpenAIFrames.Done));

        await Expect(Notice).ToHaveTextAsync("The reply has no text.");
    }
}
