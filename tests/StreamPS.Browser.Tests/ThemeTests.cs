using System.Threading.Tasks;
using Microsoft.Playwright;
using StreamPS.Browser.Tests.Support;
using Xunit;

namespace StreamPS.Browser.Tests;

public sealed class ThemeTests(Chromium chromium) : PageTest(chromium)
{
    private ILocator Switch => Page.GetByRole(AriaRole.Button, new() { Name = "Dark colours" });

    [Fact]
    public async Task The_page_is_as_light_as_the_system_until_the_reader_switches()
    {
        Assert.False(await IsDarkAsync());
        await Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        Assert.True(await IsDarkAsync());
        await Expect(Switch).ToHaveAttributeAsync("aria-pressed", "true");

        await Switch.ClickAsync();
        Assert.False(await IsDarkAsync());
        await Expect(Switch).ToHaveAttributeAsync("aria-pressed", "false");
        await Page.ReloadAsync();
        Assert.False(await IsDarkAsync());

        // Back with the system, the page follows it again.
        await Switch.ClickAsync();
        Assert.True(await IsDarkAsync());
        await Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        Assert.False(await IsDarkAsync());
    }

    [Fact]
    public async Task Nothing_moves_for_who_wants_that()
    {
        const string Animated = "document.getAnimations().filter(animation => animation.playState === 'running').length";
        Server.Respond(LoopbackServer.Reply.Frames(LoopbackServer.OpenAIFrames.Role()).Then(LoopbackServer.ReplyStep.Stall));
        await AskAsync();
        await Expect(Page.Locator(".waiting")).ToBeVisibleAsync();
        Assert.Equal(3, await Page.EvaluateAsync<int>(Animated));

        await Page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });

        Assert.Equal(0, await Page.EvaluateAsync<int>(Animated));
    }

    private Task<bool> IsDarkAsync() => Page.EvaluateAsync<bool>("""
        () => {
            const [red] = getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number);
            return red < 128;
        }
        """);
}
