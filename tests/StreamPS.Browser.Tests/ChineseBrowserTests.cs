using System.Threading.Tasks;
using Microsoft.Playwright;
using StreamPS.Browser.Tests.Support;
using Xunit;

namespace StreamPS.Browser.Tests;

public sealed class ChineseBrowserTests(Chromium chromium) : PageTest(chromium)
{
    private protected override BrowserNewContextOptions ContextOptions => new() { Locale = "zh-CN" };

    [Fact]
    public async Task A_browser_that_speaks_Chinese_has_a_Chinese_page()
    {
        await Expect(Page.Locator("html")).ToHaveAttributeAsync("lang", "zh-CN");
        await Expect(Page.Locator("#welcome h2")).ToHaveTextAsync("想了解些什么？");
        await Expect(Page.GetByRole(AriaRole.Button, new() { Name = "发送" })).ToBeVisibleAsync();
    }
}
