using System.Linq;
using System.Threading.Tasks;
using Microsoft.Playwright;
using StreamPS.Browser.Tests.Support;
using Xunit;

namespace StreamPS.Browser.Tests;

public sealed class EditingTests(Chromium chromium) : PageTest(chromium)
{
    private ILocator EditButtons => Page.GetByRole(AriaRole.Button, new() { Name = "Edit" });

    private ILocator Editor => Page.GetByRole(AriaRole.Textbox, new() { Name = "Edit the message" });

    [Fact]
    public async Task The_last_question_is_written_anew_and_replaces_what_came_after_it()
    {
        await AskAsync("One", Answer("First"));
        await AskAsync("Two?", Answer("Second"));
        await Expect(EditButtons).ToHaveCountAsync(1);

        await EditButtons.ClickAsync();
        await Expect(Editor).ToHaveValueAsync("Two?");
        Server.Respond(Answer("Third"));
        await Editor.FillAsync("Three?");
        await Editor.PressAsync("Enter");

        await Expect(ReplyText).ToHaveTextAsync("Third");
        await Expect(Questions).ToHaveTextAsync(["One", "Three?"]);
        await Expect(Replies).ToHaveCountAsync(2);
        var messages = Server.Requests[^1].Json.GetProperty("messages");
        Assert.Equal(["One", "First", "Three?"], messages.EnumerateArray().Select(message => message.GetProperty("content").GetString()));
    }

    [Fact]
    public async Task A_question_that_is_being_edited_while_another_is_asked_takes_the_place_of_both()
    {
        await AskAsync("One", Answer("First"));
        await EditButtons.ClickAsync();
        await AskAsync("Two", Answer("Second"));

        Server.Respond(Answer("Third"));
        await Editor.FillAsync("Three");
        await Editor.PressAsync("Enter");

        await Expect(ReplyText).ToHaveTextAsync("Third");
        await Expect(Questions).ToHaveTextAsync("Three");
    }

    [Fact]
    public async Task Esc_leaves_the_question_as_it_was()
    {
        await AskAsync("One", Answer("First"));
        await EditButtons.ClickAsync();
        await Editor.FillAsync("Something else");

        await Editor.PressAsync("Escape");

        await Expect(Questions).ToHaveTextAsync("One");
        await Expect(ReplyText).ToHaveTextAsync("First");
        await Expect(EditButtons).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_reply_and_its_code_are_copied()
    {
        const string Text = "Run **this**:\n\n```sh\necho <hi>\nls\n```";
        await Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await AskAsync("Hello", Answer(Text));
        var buttons = Page.GetByRole(AriaRole.Button, new() { Name = "Copy" });

        await buttons.First.ClickAsync();
        await Expect(Page.Locator(".code-head button")).ToHaveTextAsync("Copied");
        Assert.Equal("echo <hi>\nls", await ReadClipboardAsync());

        await Page.Locator("[data-action=copy-reply]").ClickAsync();
        await Expect(Page.Locator("[data-action=copy-reply]")).ToHaveTextAsync("Copied");
        Assert.Equal(Text, await ReadClipboardAsync());
        await Expect(buttons).ToHaveCountAsync(2);
    }

    // As it is where a relay is reached by http from another machine.
    [Fact]
    public async Task Text_is_copied_without_the_clipboard_of_secure_pages()
    {
        await Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await AskAsync("Hello", Answer("Copy me"));
        await Page.EvaluateAsync("navigator.clipboard.writeText = undefined");

        await Page.Locator("[data-action=copy-reply]").ClickAsync();

        await Expect(Page.Locator("[data-action=copy-reply]")).ToHaveTextAsync("Copied");
        Assert.Equal("Copy me", await ReadClipboardAsync());
    }

    private Task<string> ReadClipboardAsync() => Page.EvaluateAsync<string>("navigator.clipboard.readText()");
}
