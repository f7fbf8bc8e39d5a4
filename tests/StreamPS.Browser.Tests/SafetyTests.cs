using System;
using System.Threading.Tasks;
using StreamPS.Browser.Tests.Support;
using StreamPS.LoopbackServer;
using Xunit;

namespace StreamPS.Browser.Tests;

/// <summary>What a model writes is text. <see cref="PageWatch"/> fails these tests when anything is loaded from elsewhere, or the page's policy had to step in.</summary>
public sealed class SafetyTests(Chromium chromium) : PageTest(chromium)
{
    private const string Attacks = """
        <script>window.attacked = 1</script>
        <img src=x onerror="window.attacked = 1"><img src="https://evil.example/pixel.png">
        <svg onload="window.attacked = 1"><script>window.attacked = 1</script></svg>
        <iframe src="javascript:window.attacked = 1"></iframe>
        <details open ontoggle="window.attacked = 1"><summary>x</summary></details>
        <style>body { display: none }</style><link rel=stylesheet href=https://evil.example/x.css>
        <form action=https://evil.example><button>Press me</button></form>
        <math><mtext><table><mglyph><style><img src=x onerror="window.attacked = 1">

        [a](javascript:window.attacked=1) [b](JaVaScRiPt:window.attacked=1) [c](data:text/html,<script>window.attacked=1</script>)
        [d](&#106;avascript:window.attacked=1) [e](java&#x0A;script:window.attacked=1) [f](vbscript:x) [g](  javascript:window.attacked=1)
        [h](//evil.example) [i](file:///etc/passwd) [j](https://ok.example" onclick="window.attacked=1) [k](blob:x) [l](<javascript:window.attacked=1>)
        <javascript:window.attacked=1> ![m](https://evil.example/pixel.png) ![n](x" onerror="window.attacked=1) ![o](javascript:window.attacked=1)

        ```"><script>window.attacked=1</script>
        </code></pre><script>window.attacked = 1</script>
        ```

        ```js" onmouseover="window.attacked=1
        x
        ```

        | <img src=x onerror=window.attacked=1> | b |
        |---|---|
        | <script>window.attacked = 1</script> | [p](javascript:window.attacked=1) |
        """;

    [Fact]
    public async Task Nothing_that_a_model_writes_runs_or_loads_anything()
    {
        await AskAsync("Attack", LoopbackServer.Reply.Frames(OpenAIFrames.Role(), OpenAIFrames.Reasoning(Attacks), OpenAIFrames.Content(Attacks), OpenAIFrames.Finish(), OpenAIFrames.Done));
        await Page.Locator(".reasoning summary").ClickAsync();
        await PressEverythingAsync();
        await Page.ReloadAsync();
        await PressEverythingAsync();

        Assert.True(await Page.EvaluateAsync<bool>("window.attacked === undefined"));
        Assert.Equal(0, await Page.Locator("#log :is(script, img, iframe, style, link, form, math, object, embed, base, meta, svg svg)").CountAsync());
        await Expect(ReplyText).ToContainTextAsync("<script>window.attacked = 1</script>");
        await Expect(ReplyText).ToContainTextAsync("<img src=x onerror=\"window.attacked = 1\">");
    }

    [Fact]
    public async Task Only_addresses_that_are_safe_to_open_become_links()
    {
        await AskAsync("Attack", Answer(Attacks));

        string[] links = await ReplyText.Locator("a[href]").EvaluateAllAsync<string[]>("nodes => nodes.map(node => node.getAttribute('href'))");
        string[] attributes = await ReplyText.EvaluateAsync<string[]>("node => [...new Set([...node.querySelectorAll('*')].flatMap(child => child.getAttributeNames()))].sort()");

        Assert.All(links, link => Assert.Equal(Uri.UriSchemeHttps, new Uri(link).Scheme));
        Assert.Contains("https://evil.example/pixel.png", links);
        Assert.Equal(["aria-label", "class", "data-action", "dir", "href", "rel", "role", "scope", "tabindex", "target", "type"], attributes);
        Assert.All(await ReplyText.Locator("a[href]").EvaluateAllAsync<string[]>("nodes => nodes.map(node => node.rel)"), rel => Assert.Equal("noopener noreferrer", rel));
    }

    [Fact]
    public async Task What_the_relay_and_the_user_write_is_text_as_well()
    {
        const string Attack = "<img src=x onerror='window.attacked = 1'>";
        SetModels(Attack);
        await AskAsync(Attack, LoopbackServer.Reply.Json(400, "{\"error\":{\"message\":\"" + Attack + "\"}}"));

        await Expect(Questions).ToHaveTextAsync(Attack);
        await Expect(Notice).ToContainTextAsync(Attack);
        Assert.True(await Page.EvaluateAsync<bool>("window.attacked === undefined"));
        Assert.Equal(0, await Page.Locator("img").CountAsync());
    }

    // By the page's policy Chromium refuses them. PageWatch tells of each, in every test.
    [Fact]
    public async Task No_string_becomes_markup()
    {
        var response = await Page.ReloadAsync();

        string policy = (await response!.AllHeadersAsync())["content-security-policy"];

        Assert.Contains("require-trusted-types-for 'script'; trusted-types 'none'", policy, StringComparison.Ordinal);
    }

    private async Task PressEverythingAsync() => await Page.EvaluateAsync("""
        () => {
            for (const node of document.querySelectorAll('#log *')) {
                for (const type of ['mouseover', 'mouseenter', 'focus', 'toggle', 'load', 'error']) {
                    node.dispatchEvent(new Event(type, { bubbles: true }));
                }
            }
        }
        """);
}
