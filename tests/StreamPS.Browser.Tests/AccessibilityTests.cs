using System;
using System.IO;
using System.Threading.Tasks;
using Microsoft.Playwright;
using StreamPS.Browser.Tests.Support;
using StreamPS.LoopbackServer;
using Xunit;

namespace StreamPS.Browser.Tests;

public sealed class AccessibilityTests(Chromium chromium) : PageTest(chromium)
{
    private const string Markdown = "# Title\n\nText with [a link](https://example.com) and `code`.\n\n```js\n1 + 1\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> 引用\n\n- item";

    private static readonly string AxeFile = Path.Combine(Repository.BrowserTests, "node_modules", "axe-core", "axe.min.js");

    private static Reply Full => LoopbackServer.Reply.Frames(
        OpenAIFrames.Role(), OpenAIFrames.Reasoning("Hm."), OpenAIFrames.Content(Markdown), OpenAIFrames.Finish("length"), OpenAIFrames.Usage(3, 4), OpenAIFrames.Done);

    [Fact]
    public async Task A_screen_reader_finds_names_and_roles()
    {
        await AskAsync("Question", Full);

        await Assertions.Expect(Page.Locator("body")).ToMatchAriaSnapshotAsync("""
            - link "Skip to the message"
            - banner:
              - heading "StreamPS" [level=1]
              - text: test-model
              - button "中文"
              - button "Dark colours"
              - button "New conversation"
            - main:
              - log "Conversation":
                - article:
                  - heading "You" [level=2]
                  - paragraph: Question
                  - button "Edit"
                - article:
                  - heading "Reply" [level=2]
                  - group: Reasoning
                  - heading "Title" [level=3]
                  - paragraph:
                    - text: Text with
                    - link "a link"
                    - text: and
                    - code: code
                    - text: .
                  - text: js
                  - button "Copy"
                  - group "js":
                    - code: 1 + 1
                  - group "Table":
                    - table:
                      - rowgroup:
                        - row "a b":
                          - columnheader "a"
                          - columnheader "b"
                      - rowgroup:
                        - row "1 2":
                          - cell "1"
                          - cell "2"
                  - blockquote:
                    - paragraph: 引用
                  - list:
                    - listitem:
                      - paragraph: item
                  - paragraph: The reply ends here because it reached its token limit.
                  - button "Copy"
                  - button "Try again"
            - contentinfo:
              - textbox "Message"
              - button "Send" [disabled]
              - paragraph: Enter sends, Shift+Enter starts a new line, Esc stops.
            - status: The reply ends here because it reached its token limit.
            """);
    }

    // A live region that grows is read out from its beginning, again and again.
    [Fact]
    public async Task A_reply_is_read_out_when_it_is_complete_and_not_token_by_token()
    {
        var gate = new Gate();
        var status = Page.GetByRole(AriaRole.Status);
        var log = Page.GetByRole(AriaRole.Log);
        Server.Respond(Begin("One").Then(ReplyStep.WaitFor(gate)).ThenFrames(OpenAIFrames.Content(" two."), OpenAIFrames.Finish(), OpenAIFrames.Done));

        await AskAsync();
        await Expect(ReplyText).ToHaveTextAsync("One");
        await Expect(status).ToHaveTextAsync("The model is writing.");
        await Expect(log).ToHaveAttributeAsync("aria-live", "off");
        await Expect(log).ToHaveAttributeAsync("aria-busy", "true");
        gate.Open();

        await Expect(status).ToHaveTextAsync("Reply complete. One two.");
        await Expect(log).ToHaveAttributeAsync("aria-busy", "false");
    }

    [Theory]
    [InlineData(ColorScheme.Light, false)]
    [InlineData(ColorScheme.Dark, false)]
    [InlineData(ColorScheme.Light, true)]
    [InlineData(ColorScheme.Dark, true)]
    public async Task The_rules_of_axe_find_nothing(ColorScheme scheme, bool isFailed)
    {
        Assert.SkipUnless(File.Exists(AxeFile), "axe-core isn't there: npm install in tests/StreamPS.Browser.Tests brings it.");
        await Page.EmulateMediaAsync(new() { ColorScheme = scheme });
        await AskAsync("Question", Full);
        if (isFailed)
            await AskAsync("Another", LoopbackServer.Reply.Json(500, """{"error":{"message":"Not now."}}"""));
        await Replies.First.Locator(".reasoning summary").ClickAsync();

        // Not as a script of the page: its policy would refuse that.
        await Page.EvaluateAsync(await File.ReadAllTextAsync(AxeFile));
        string[] violations = await Page.EvaluateAsync<string[]>("""
            async () => (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(' ')}`)
            """);

        Assert.Empty(violations);
    }

    [Fact]
    public async Task The_rules_of_axe_find_nothing_while_a_reply_is_written_or_the_token_is_asked_for()
    {
        Assert.SkipUnless(File.Exists(AxeFile), "axe-core isn't there: npm install in tests/StreamPS.Browser.Tests brings it.");
        Server.Respond(Begin("So far").Then(ReplyStep.Stall));
        await AskAsync();
        await Expect(ReplyText).ToHaveTextAsync("So far");
        await Page.EvaluateAsync(await File.ReadAllTextAsync(AxeFile));
        const string Run = "async () => (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(' ')}`)";
        Assert.Empty(await Page.EvaluateAsync<string[]>(Run));

        await Page.RouteAsync("**/v1/**", route => route.FulfillAsync(new() { Status = 401, Body = "{}" }));
        await StopButton.ClickAsync();
        await RetryButton.ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        Assert.Empty(await Page.EvaluateAsync<string[]>(Run));
    }
}
