using System.Threading.Tasks;
using Microsoft.Playwright;
using StreamPS.Browser.Tests.Support;
using StreamPS.LoopbackServer;
using Xunit;

namespace StreamPS.Browser.Tests;

public sealed class LanguageTests(Chromium chromium) : PageTest(chromium)
{
    [Fact]
    public async Task Both_languages_have_the_same_words()
    {
        string differences = await Page.EvaluateAsync<string>("""
            async () => {
                const { dictionaries: { en, zh } } = await import('/texts.js');
                const form = text => typeof text === 'function' ? `function of ${text.length}` : typeof text;
                const all = [...new Set([...Object.keys(en), ...Object.keys(zh)])];
                return all.filter(key => form(en[key]) !== form(zh[key]) || en[key] === zh[key]).join();
            }
            """);

        Assert.Equal("", differences);
    }

    [Fact]
    public async Task The_words_in_the_document_are_the_English_ones()
    {
        string differences = await Page.EvaluateAsync<string>("""
            async () => {
                const { dictionaries: { en } } = await import('/texts.js');
                const page = await new Promise(done => {
                    const request = new XMLHttpRequest();
                    request.open('GET', '/');
                    request.responseType = 'document';
                    request.onload = () => done(request.response);
                    request.send();
                });
                const differing = [];
                for (const [kind, read] of [['text', node => node.textContent], ['label', node => node.getAttribute('aria-label')], ['placeholder', node => node.placeholder]]) {
                    for (const node of page.querySelectorAll(`[data-${kind}]`)) {
                        if (read(node) !== en[node.dataset[kind]]) {
                            differing.push(node.dataset[kind]);
                        }
                    }
                }
                return differing.join();
            }
            """);

        Assert.Equal("", differences);
    }

    [Fact]
    public async Task The_switch_changes_everything_in_place_and_is_remembered()
    {
        await AskAsync("Hello", Begin("Hi").Then(ReplyStep.Reset));

        await Page.GetByRole(AriaRole.Button, new() { Name = "中文" }).ClickAsync();

        await Expect(Page.Locator("html")).ToHaveAttributeAsync("lang", "zh-CN");
        await Expect(Page.GetByRole(AriaRole.Textbox, new() { Name = "消息" })).ToHaveAttributeAsync("placeholder", "输入消息");
        await Expect(Notice).ToContainTextAsync("回复失败");
        await Expect(Page.GetByRole(AriaRole.Button, new() { Name = "重试" })).ToBeVisibleAsync();
        await Page.ReloadAsync();
        await Expect(Page.Locator("html")).ToHaveAttributeAsync("lang", "zh-CN");
        await Expect(Notice).ToContainTextAsync("回复失败");
        await Page.GetByRole(AriaRole.Button, new() { Name = "English" }).ClickAsync();
        await Expect(Page.Locator("html")).ToHaveAttributeAsync("lang", "en");
        await Expect(Notice).ToContainTextAsync("The reply failed");
    }

    [Fact]
    public async Task The_language_changes_in_mid_reply()
    {
        var gate = new Gate();
        Server.Respond(Begin("One\n\n- tw").Then(ReplyStep.WaitFor(gate)).ThenFrames(OpenAIFrames.Content("o"), OpenAIFrames.Finish(), OpenAIFrames.Done));
        await AskAsync();
        await Expect(ReplyText).ToContainTextAsync("tw");

        await Page.GetByRole(AriaRole.Button, new() { Name = "中文" }).ClickAsync();
        gate.Open();

        await Expect(ReplyText.Locator("li")).ToHaveTextAsync("two");
        await Expect(ReplyText.Locator("p").First).ToHaveTextAsync("One");
        await Expect(Page.GetByRole(AriaRole.Button, new() { Name = "发送" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Text_has_the_direction_and_the_language_of_its_letters()
    {
        await AskAsync("שלום", Answer("流式输出很简单。"));

        Assert.Equal("rtl", await Questions.Last.EvaluateAsync<string>("node => getComputedStyle(node).direction"));
        await Expect(ReplyText).ToHaveAttributeAsync("lang", "zh");
        Assert.Equal("auto", await ReplyText.Locator("p").GetAttributeAsync("dir"));
    }
}
