using System.Linq;
using System.Threading.Tasks;
using Microsoft.Playwright;
using StreamPS.Browser.Tests.Support;
using StreamPS.LoopbackServer;
using Xunit;

namespace StreamPS.Browser.Tests;

public sealed class ReloadTests(Chromium chromium) : PageTest(chromium)
{
    [Fact]
    public async Task A_conversation_survives_a_reload()
    {
        await AskAsync("What is *SSE*?", Begin("A **stream** of events.").ThenFrames(OpenAIFrames.Finish(), OpenAIFrames.Usage(3, 5), OpenAIFrames.Done));
        string before = await Page.Locator("#log").InnerHTMLAsync();

        await Page.ReloadAsync();

        await Expect(Questions).ToHaveTextAsync("What is *SSE*?");
        await Expect(ReplyText).ToHaveTextAsync("A stream of events.");
        Assert.Equal(before, await Page.Locator("#log").InnerHTMLAsync());
        await AskAsync("And then?", Answer("Nothing."));
        var messages = Server.Requests[^1].Json.GetProperty("messages");
        Assert.Equal(["What is *SSE*?", "A **stream** of events.", "And then?"], messages.EnumerateArray().Select(message => message.GetProperty("content").GetString()));
    }

    [Fact]
    public async Task A_reload_in_mid_reply_keeps_what_has_arrived_and_says_that_it_is_cut()
    {
        Server.Respond(Begin("Half of").Then(ReplyStep.Stall));
        await AskAsync();
        await Expect(ReplyText).ToHaveTextAsync("Half of");

        await Page.ReloadAsync();

        await Expect(ReplyText).ToHaveTextAsync("Half of");
        await Expect(Notice).ToHaveTextAsync("The page was left before the reply was complete.");
        var end = await (await Server.WaitForRequestAsync(2)).WaitForEndAsync();
        Assert.Equal(RequestEndKind.ClientClosed, end.Kind);
        Server.Respond(Answer("All of it."));
        await RetryButton.ClickAsync();
        await Expect(ReplyText).ToHaveTextAsync("All of it.");
    }

    // Then nothing tells the page that it is left.
    [Fact]
    public async Task A_browser_that_crashed_in_mid_reply_has_kept_what_the_page_saved()
    {
        await Context.AddInitScriptAsync("""
            if (location.protocol === 'http:') {
                sessionStorage.setItem('streamps.conversation', JSON.stringify([
                    { role: 'user', text: 'Hello' },
                    { role: 'assistant', text: 'Half of', reasoning: '', state: 'writing' },
                ]));
            }
            """);

        var page = await OpenAsync();

        await Expect(page.Locator(".bubble")).ToHaveTextAsync("Hello");
        await Expect(page.Locator(".reply > .markdown")).ToHaveTextAsync("Half of");
        await Expect(page.Locator(".notice > span").Last).ToHaveTextAsync("The page was left before the reply was complete.");
    }

    [Fact]
    public async Task A_message_that_is_being_typed_survives_a_reload()
    {
        await Message.FillAsync("Not sent\nyet");

        await Page.ReloadAsync();

        await Expect(Message).ToHaveValueAsync("Not sent\nyet");
    }

    [Fact]
    public async Task A_new_conversation_stays_new_and_another_tab_has_its_own()
    {
        await AskAsync("Hello", Answer("Hi"));
        var other = await OpenAsync();
        await Expect(other.Locator(".turn")).ToHaveCountAsync(0);

        await Page.GetByRole(AriaRole.Button, new() { Name = "New conversation" }).ClickAsync();
        await Expect(Page.Locator("#welcome")).ToBeVisibleAsync();
        await Page.ReloadAsync();

        await Expect(Page.Locator("#welcome")).ToBeVisibleAsync();
        await Expect(Replies).ToHaveCountAsync(0);
    }
}
