using System.Linq;
using System.Threading.Tasks;
using Microsoft.Playwright;
using StreamPS.Browser.Tests.Support;
using StreamPS.LoopbackServer;
using Xunit;

namespace StreamPS.Browser.Tests;

public sealed class ScrollingTests(Chromium chromium) : PageTest(chromium)
{
    private readonly Gate[] _gates = [new(), new(), new()];

    private ILocator JumpButton => Page.GetByRole(AriaRole.Button, new() { Name = "Jump to end" });

    [Fact]
    public async Task The_page_follows_the_text_until_the_reader_scrolls_up_and_again_from_the_end_on()
    {
        var reply = Begin(Lines(1));
        for (int i = 0; i < _gates.Length; i++)
            reply = reply.Then(ReplyStep.WaitFor(_gates[i])).ThenFrames(OpenAIFrames.Content(Lines(i + 2)));
        Server.Respond(reply.Then(ReplyStep.Stall));
        await AskAsync();

        await ShowsAsync(1);
        await IsAtEndAsync();
        await Expect(JumpButton).ToBeHiddenAsync();

        await Page.Mouse.MoveAsync(400, 300);
        await Page.Mouse.WheelAsync(0, -300);
        await Expect(JumpButton).ToBeVisibleAsync();
        double place = await Page.EvaluateAsync<double>("scrollY");
        _gates[0].Open();
        await ShowsAsync(2);
        Assert.Equal(place, await Page.EvaluateAsync<double>("scrollY"));

        await JumpButton.ClickAsync();
        await IsAtEndAsync();
        await Expect(JumpButton).ToBeHiddenAsync();
        _gates[1].Open();
        await ShowsAsync(3);
        await IsAtEndAsync();

        // By the reader's own way back, too.
        await Page.Mouse.WheelAsync(0, -200);
        await Expect(JumpButton).ToBeVisibleAsync();
        await Page.Mouse.WheelAsync(0, 5000);
        await Expect(JumpButton).ToBeHiddenAsync();
        _gates[2].Open();
        await ShowsAsync(4);
        await IsAtEndAsync();
    }

    [Fact]
    public async Task A_question_leads_back_to_the_end()
    {
        await AskAsync("One", Answer(Lines(1)));
        await Page.EvaluateAsync("scrollTo(0, 0)");
        await Expect(JumpButton).ToBeVisibleAsync();

        await AskAsync("Two", Answer("Short"));

        await IsAtEndAsync();
    }

    private static string Lines(int part) => string.Concat(Enumerable.Range(1, 40).Select(line => $"Line {part}.{line}\n\n"));

    private Task ShowsAsync(int part) => Expect(ReplyText).ToContainTextAsync($"Line {part}.40");

    private async Task IsAtEndAsync() =>
        Assert.InRange(await Page.EvaluateAsync<double>("document.documentElement.scrollHeight - innerHeight - scrollY"), -1, 1);
}
