using System.Linq;
using System.Threading.Tasks;
using StreamPS.Browser.Tests.Support;
using StreamPS.LoopbackServer;
using Xunit;

namespace StreamPS.Browser.Tests;

public sealed class LongReplyTests(Chromium chromium) : PageTest(chromium)
{
    private const int Length = 100_000;

    public static TheoryData<string, string> Texts => new()
    {
        { "Paragraphs", string.Concat(Enumerable.Range(0, 550).Select(i => $"## Part {i}\n\nSome **text** of part {i} with `code` and [a link](https://example.com/{i}), so that there is something to do. It goes on for a while, as replies do, and then the next part begins.\n\n")) },
        { "One block of code", "```js\n" + string.Concat(Enumerable.Range(0, 2_500).Select(i => $"const value{i} = compute({i}, 'some text');\n")) + "```" },
        { "One list", string.Concat(Enumerable.Range(0, 1_700).Select(i => $"- **Item {i}** has `code` and some more words, as items have.\n")) },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task A_long_reply_streams_without_holding_up_the_page(string name, string text)
    {
        Assert.InRange(text.Length, Length, Length * 2);
        // Keys and scrolling wait as long as a task takes.
        await Page.EvaluateAsync("""
            () => {
                window.tasks = [];
                new PerformanceObserver(list => tasks.push(...list.getEntries().map(entry => entry.duration))).observe({ type: 'longtask' });
            }
            """);
        Server.Respond(LoopbackServer.Reply.Frames(OpenAIFrames.Role())
            .ThenFrames(text.Chunk(25).Select(piece => OpenAIFrames.Content(new string(piece))))
            .ThenFrames(OpenAIFrames.Finish(), OpenAIFrames.Done));

        await AskAsync();
        await WaitForEndAsync();

        string last = text.Split('\n', System.StringSplitOptions.RemoveEmptyEntries).Last(line => line.Contains(' ', System.StringComparison.Ordinal)).Split(' ')[^1];
        await Expect(ReplyText).ToContainTextAsync(last);
        double longest = await Page.EvaluateAsync<double>("Math.max(0, ...tasks)");
        TestContext.Current.TestOutputHelper!.WriteLine($"{name}: {text.Length} characters, longest task {longest:0} ms");
        Assert.InRange(longest, 0, 1_000);
    }

    // If all of the text were read again for each piece, this would take more than a minute.
    [Fact]
    public async Task A_piece_at_the_end_costs_no_more_than_one_at_the_beginning()
    {
        double milliseconds = await Page.EvaluateAsync<double>("""
            async () => {
                const { MarkdownView } = await import('/markdown.js');
                const view = new MarkdownView(document.createElement('div'), { copyCode: 'Copy', code: 'Code', table: 'Table' });
                const start = performance.now();
                for (let i = 0; i < 10000; i++) {
                    view.append(i % 5 === 0 ? `\n\nA **block** ${i}` : ' with *words* in it');
                    view.show();
                }
                return performance.now() - start;
            }
            """);

        TestContext.Current.TestOutputHelper!.WriteLine($"{milliseconds:0} ms");
        Assert.InRange(milliseconds, 0, 10_000);
    }
}
