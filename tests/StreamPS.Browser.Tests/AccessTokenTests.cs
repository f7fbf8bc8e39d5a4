using System.Threading.Tasks;
using Microsoft.Playwright;
using StreamPS.Browser.Tests.Support;
using Xunit;

namespace StreamPS.Browser.Tests;

public sealed class AccessTokenTests(Chromium chromium) : PageTest(chromium)
{
    private const string Token = "open-sesame";

    private ILocator Dialog => Page.GetByRole(AriaRole.Dialog, new() { Name = "Access token" });

    private ILocator Field => Dialog.GetByLabel("Token", new() { Exact = true });

    private protected override ChatRelayOptions RelayOptions => new() { Port = 0, AccessToken = new ApiKey(Token) };

    [Fact]
    public async Task The_page_asks_for_the_token_and_keeps_it_for_the_tab()
    {
        await Expect(Dialog).ToBeVisibleAsync();
        await Expect(Field).ToHaveAttributeAsync("type", "password");
        await Field.FillAsync("wrong");
        await Field.PressAsync("Enter");
        await Expect(Dialog.GetByRole(AriaRole.Alert)).ToHaveTextAsync("The relay refused this token.");

        await Field.FillAsync(Token);
        await Field.PressAsync("Enter");

        await Expect(Dialog).ToBeHiddenAsync();
        await Expect(Page.Locator("#model-name")).ToHaveTextAsync(TestModel);
        await AskAsync("Hello", Answer("Hi"));
        await Expect(ReplyText).ToHaveTextAsync("Hi");
        await Page.ReloadAsync();
        await Expect(Page.Locator("#model-name")).ToHaveTextAsync(TestModel);
        await Expect(Dialog).ToBeHiddenAsync();

        var other = await OpenAsync();
        await Expect(other.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_question_that_was_asked_without_the_token_is_asked_again_with_it()
    {
        await Dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await AskAsync("Hello");
        await Expect(Dialog).ToBeVisibleAsync();
        await Expect(Notice).ToHaveTextAsync("The relay wants its access token.");
        await Page.Keyboard.PressAsync("Escape");
        await Expect(Dialog).ToBeHiddenAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Enter the token" }).ClickAsync();

        Server.Respond(Answer("Hi"));
        await Field.FillAsync(Token);
        await Dialog.GetByRole(AriaRole.Button, new() { Name = "Use it" }).ClickAsync();

        await Expect(ReplyText).ToHaveTextAsync("Hi");
        await Expect(Questions).ToHaveTextAsync("Hello");
        await Expect(Replies).ToHaveCountAsync(1);
    }
}
