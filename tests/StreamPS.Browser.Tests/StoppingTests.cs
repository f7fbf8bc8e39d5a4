using System.Threading.Tasks;
using Microsoft.Playwright;
using StreamPS.Browser.Tests.Support;
using StreamPS.LoopbackServer;
using Xunit;

namespace StreamPS.Browser.Tests;

public sealed class StoppingTests(Chromium chromium) : PageTest(chromium)
{
    private static readonly Reply Endless = Begin("So far").Then(ReplyStep.Stall);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stopping_keeps_what_has_arrived_and_ends_the_request(bool byKey)
    {
        Server.Respond(Endless);
        await AskAsync();
        await Expect(ReplyText).ToHaveTextAsync("So far");

        if (byKey)
            await Page.Keyboard.PressAsync("Escape");
        else
            await StopButton.ClickAsync();

        await Expect(Notice).ToHaveTextAsync("Stopped.");
        await Expect(ReplyText).ToHaveTextAsync("So far");
        var end = await (await Server.WaitForRequestAsync(2)).WaitForEndAsync();
        Assert.Equal(RequestEndKind.ClientClosed, end.Kind);
        await Expect(Message).ToBeFocusedAsync();
    }

    [Fact]
    public async Task What_was_stopped_is_asked_for_again()
    {
        Server.Respond(Endless);
        await AskAsync();
        await Expect(ReplyText).ToHaveTextAsync("So far");
        await StopButton.ClickAsync();

        Server.Respond(Answer("The whole of it."));
        await RetryButton.ClickAsync();

        await Expect(ReplyText).ToHaveTextAsync("The whole of it.");
        await Expect(Questions).ToHaveCountAsync(1);
        await Expect(Replies).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_new_conversation_ends_the_reply_of_the_old_one()
    {
        Server.Respond(Endless);
        await AskAsync();
        await Expect(ReplyText).ToHaveTextAsync("So far");

        await Page.GetByRole(AriaRole.Button, new() { Name = "New conversation" }).ClickAsync();

        await Expect(Replies).ToHaveCountAsync(0);
        await Expect(SendButton).ToBeVisibleAsync();
        await Expect(Message).ToBeFocusedAsync();
        var end = await (await Server.WaitForRequestAsync(2)).WaitForEndAsync();
        Assert.Equal(RequestEndKind.ClientClosed, end.Kind);
        await AskAsync("Anew", Answer("Here"));
        await Expect(Questions).ToHaveTextAsync("Anew");
        await Expect(ReplyText).ToHaveTextAsync("Here");
    }
}
