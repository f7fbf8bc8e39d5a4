using System.Threading.Tasks;
using StreamPS.Browser.Tests.Support;
using StreamPS.LoopbackServer;
using Xunit;

namespace StreamPS.Browser.Tests;

public sealed class FailureTests(Chromium chromium) : PageTest(chromium)
{
    [Fact]
    public async Task A_refused_request_is_told_in_place_and_tried_again()
    {
        await AskAsync("Hello", LoopbackServer.Reply.Json(429, """{"error":{"message":"Slow down, please.","type":"rate_limit_error"}}"""));
        await Expect(Notice).ToContainTextAsync("Slow down, please.");
        await Expect(Notice).ToContainTextAsync("429");

        Server.Respond(Answer("Now it works."));
        await RetryButton.ClickAsync();

        await Expect(ReplyText).ToHaveTextAsync("Now it works.");
        await Expect(Questions).ToHaveTextAsync("Hello");
        await Expect(Replies).ToHaveCountAsync(1);
        await Expect(Notice).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_failure_in_mid_stream_keeps_what_has_arrived()
    {
        await AskAsync("Hello", Begin("Half of").ThenFrames(OpenAIFrames.Error("The model fell over.")));

        await Expect(ReplyText).ToHaveTextAsync("Half of");
        await Expect(Notice).ToContainTextAsync("The model fell over.");
        Server.Respond(Answer("Half of it, and the rest."));
        await RetryButton.ClickAsync();
        await Expect(ReplyText).ToHaveTextAsync("Half of it, and the rest.");
    }

    [Fact]
    public async Task A_service_that_breaks_off_is_never_taken_for_a_whole_reply()
    {
        await AskAsync("Hello", Begin("Half of").Then(ReplyStep.Reset));

        await Expect(ReplyText).ToHaveTextAsync("Half of");
        await Expect(Notice).ToContainTextAsync("The reply failed:");
        await Expect(RetryButton).ToBeVisibleAsync();
    }

    // What the relay itself never sends, but something between it and the browser could make of it.
    [Theory]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"Half of\"},\"finish_reason\":\"stop\"}]}\n\n")]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"Half of\"}}]}\r\n\r\ndata: {\"choi\r\n\r\n")]
    [InlineData(": a comment\n\nevent: x\rdata: {\"choices\":[{\"delta\":\rdata: {\"content\":\"Half of\"}}]}\r\rdata: [DO")]
    public async Task A_stream_without_its_end_mark_is_broken_off(string stream)
    {
        await Page.RouteAsync("**/v1/chat/completions", route => route.FulfillAsync(new() { ContentType = "text/event-stream", Body = stream }));

        await AskAsync();

        await Expect(ReplyText).ToHaveTextAsync("Half of");
        await Expect(Notice).ToHaveTextAsync("The connection broke off before the reply was complete.");
    }

    [Fact]
    public async Task A_relay_that_stops_in_mid_reply_leaves_what_has_arrived()
    {
        Server.Respond(Begin("Half of").Then(ReplyStep.Stall));
        await AskAsync();
        await Expect(ReplyText).ToHaveTextAsync("Half of");

        await Relay.StopAsync();

        await Expect(Notice).ToBeVisibleAsync();
        await Expect(ReplyText).ToHaveTextAsync("Half of");
        await Expect(RetryButton).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_relay_that_is_gone_is_told_and_asked_again_when_it_is_back()
    {
        int port = Relay.Port;
        await Relay.StopAsync();
        await AskAsync("Are you there?");
        await Expect(Notice).ToHaveTextAsync("The relay can’t be reached. Is it still running? Start-ChatRelay starts it.");
        await Expect(Questions).ToHaveTextAsync("Are you there?");

        Relay = StartRelay(new ChatRelayOptions { Port = port });
        Server.Respond(Answer("Yes."));
        await RetryButton.ClickAsync();

        await Expect(ReplyText).ToHaveTextAsync("Yes.");
    }

    [Fact]
    public async Task A_page_that_finds_no_relay_says_so_before_anything_is_asked()
    {
        await Page.RouteAsync("**/v1/models", route => route.AbortAsync());
        await Page.ReloadAsync();

        var trouble = Page.GetByRole(Microsoft.Playwright.AriaRole.Alert);
        await Expect(trouble).ToContainTextAsync("The relay can’t be reached.");
        await Page.UnrouteAllAsync();
        await trouble.GetByRole(Microsoft.Playwright.AriaRole.Button).ClickAsync();
        await Expect(trouble).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_list_of_models_that_cannot_be_had_keeps_nobody_from_asking()
    {
        Server.RespondAlways("/v1/models", LoopbackServer.Reply.Json(404, """{"error":{"message":"Not here."}}"""));
        await Page.ReloadAsync();

        await AskAsync("Hello", Answer("Hi"));

        await Expect(ReplyText).ToHaveTextAsync("Hi");
    }
}
