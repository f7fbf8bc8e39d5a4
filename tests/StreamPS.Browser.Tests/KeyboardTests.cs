using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Playwright;
using StreamPS.Browser.Tests.Support;
using StreamPS.LoopbackServer;
using Xunit;

namespace StreamPS.Browser.Tests;

public sealed class KeyboardTests(Chromium chromium) : PageTest(chromium)
{
    [Fact]
    public async Task Enter_sends_and_Shift_Enter_starts_a_line()
    {
        Server.Respond(Answer("Hi"));
        await Expect(Message).ToBeFocusedAsync();
        await Page.Keyboard.TypeAsync("One");
        await Page.Keyboard.PressAsync("Shift+Enter");
        await Page.Keyboard.TypeAsync("Two");
        await Expect(Message).ToHaveValueAsync("One\nTwo");

        await Page.Keyboard.PressAsync("Enter");

        await Expect(ReplyText).ToHaveTextAsync("Hi");
        Assert.Equal("One\nTwo", Server.Requests[^1].Json.GetProperty("messages")[0].GetProperty("content").GetString());
        await Expect(Message).ToHaveValueAsync("");
        await Expect(Message).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Nothing_is_sent_of_an_empty_message_nor_while_a_reply_is_written()
    {
        await Page.Keyboard.TypeAsync("  ");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(SendButton).ToBeDisabledAsync();
        await Expect(Page.Locator(".turn")).ToHaveCountAsync(0);

        Server.Respond(Begin("So far").Then(ReplyStep.Stall));
        await AskAsync("One");
        await Expect(ReplyText).ToHaveTextAsync("So far");
        await AskAsync("Two");

        await Expect(Message).ToHaveValueAsync("Two");
        await Expect(Questions).ToHaveTextAsync("One");
    }

    // Chinese is typed in letters, which Enter takes as they are.
    [Fact]
    public async Task The_Enter_of_an_input_method_sends_nothing()
    {
        var devTools = await Context.NewCDPSessionAsync(Page);
        await devTools.SendAsync("Input.imeSetComposition", new Dictionary<string, object> { ["text"] = "nihao", ["selectionStart"] = 5, ["selectionEnd"] = 5 });
        await Expect(Message).ToHaveValueAsync("nihao");
        foreach (string type in new[] { "rawKeyDown", "keyUp" })
            await devTools.SendAsync("Input.dispatchKeyEvent", new Dictionary<string, object> { ["type"] = type, ["key"] = "Enter", ["code"] = "Enter", ["windowsVirtualKeyCode"] = 229 });
        await Message.DispatchEventAsync("keydown", new { key = "Enter", isComposing = true, bubbles = true, cancelable = true });
        await devTools.SendAsync("Input.insertText", new Dictionary<string, object> { ["text"] = "你好" });

        await Expect(Message).ToHaveValueAsync("你好");
        await Expect(Page.Locator(".turn")).ToHaveCountAsync(0);
        await AskAsync("你好", Answer("你好！"));
        await Expect(Questions).ToHaveTextAsync("你好");
    }

    [Fact]
    public async Task Tab_leads_through_everything_in_the_order_of_the_eye_and_shows_where_it_is()
    {
        await AskAsync("Question", LoopbackServer.Reply.Frames(OpenAIFrames.Role(), OpenAIFrames.Reasoning("Hm."), OpenAIFrames.Content("[Link](https://example.com)\n\n```js\n1\n```"), OpenAIFrames.Finish(), OpenAIFrames.Done));
        await Page.EvaluateAsync("document.activeElement.blur()");
        await Message.FillAsync("More");
        await Page.EvaluateAsync("document.activeElement.blur(); getSelection().removeAllRanges(); scrollTo(0, 0)");
        await Page.Locator("h1").ClickAsync();

        var names = new List<string>();
        await Page.Keyboard.PressAsync("Shift+Tab");
        await Expect(Page.Locator(".skip")).ToBeFocusedAsync();
        for (int i = 0; i < 13; i++)
        {
            names.Add(await Page.EvaluateAsync<string>("(document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent).trim()"));
            Assert.True(await Page.EvaluateAsync<bool>("""
                () => {
                    const shown = [document.activeElement, document.activeElement.closest('#composer')].filter(node => node !== null);
                    return shown.some(node => getComputedStyle(node).outlineStyle !== 'none' && parseFloat(getComputedStyle(node).outlineWidth) >= 2);
                }
                """), $"{names[^1]} doesn't show that it has the focus.");
            await Page.Keyboard.PressAsync("Tab");
        }

        Assert.Equal(
            ["Skip to the message", "中文", "Dark colours", "New conversation", "Edit", "Reasoning", "Link", "Copy", "js", "Copy", "Try again", "Message", "Send"],
            names);
    }

    [Fact]
    public async Task A_conversation_is_held_without_a_mouse()
    {
        Server.Respond(LoopbackServer.Reply.Json(500, """{"error":{"message":"Not now."}}"""));
        await Page.Keyboard.TypeAsync("Hello");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Notice).ToContainTextAsync("Not now.");

        Server.Respond(Begin("So far").Then(ReplyStep.Stall));
        await Page.Keyboard.PressAsync("Shift+Tab");
        await Expect(RetryButton).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("Enter");
        await Expect(ReplyText).ToHaveTextAsync("So far");
        await Expect(Message).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("Tab");
        await Expect(StopButton).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("Space");
        await Expect(Notice).ToHaveTextAsync("Stopped.");
        await Expect(Message).ToBeFocusedAsync();
    }
}
