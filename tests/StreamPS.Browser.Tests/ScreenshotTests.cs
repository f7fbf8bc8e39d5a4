using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Playwright;
using StreamPS.Browser.Tests.Support;
using StreamPS.LoopbackServer;
using Xunit;

namespace StreamPS.Browser.Tests;

/// <summary>Takes the pictures of the docs. With STREAMPS_SCREENSHOTS=1 they replace those in docs/images.</summary>
public sealed class ScreenshotTests(Chromium chromium) : PageTest(chromium)
{
    private const string Model = "kimi-k2-turbo-preview";
    private const int MostBytes = 200_000;

    private const string Reasoning = "They want to see a reply as it's written and know its length. A pipeline does both: print each delta, add up.";

    private const string Answer1 = """
        Pipe the deltas on: each one arrives **while the model is still writing**.

        ```powershell
        Invoke-ChatStream 'Explain SSE in 100 words' |
            ForEach-Object { $words = 0 } {
                Write-Host $_ -NoNewline
                $words += ($_.Content -split '\s+').Count
            } { "`n$words words" }
        ```

        - A delta is an object, and its text is what `Write-Host $_` prints.
        - **Ctrl+C** closes the connection at once; what has arrived stays.
        """;

    private const string Answer2 = """
        可以。**Windows PowerShell 5.1** 和 PowerShell 7 用的是同一个模块：

        | 版本 | 程序集 | 额外依赖 |
        |---|---|---|
        | PowerShell 7.4+ | `net8.0` | 无 |
        | Windows PowerShell 5.1 | `netstandard2.0` | 随模块附带 |
        """;

    private protected override ChatRelayOptions RelayOptions => new() { Port = 0, Model = Model };

    private protected override BrowserNewContextOptions ContextOptions =>
        new() { Locale = "en-GB", ColorScheme = ColorScheme.Light, DeviceScaleFactor = 1.5f, ViewportSize = new() { Width = 860, Height = 940 } };

    [Fact]
    public async Task The_page_is_fit_to_be_seen()
    {
        await AskAsync("How do I print a reply while it is written, and count its words?", Write(Reasoning, Answer1, 141));
        await AskAsync("在 Windows PowerShell 5.1 里也能用吗？", Write("", Answer2, 73));
        await Message.FillAsync("And with several prompts at once?");

        await TakeAsync("relay.png");
        await Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await TakeAsync("relay-dark.png");
    }

    private async Task TakeAsync(string name)
    {
        byte[] picture = await Page.ScreenshotAsync(new() { Animations = ScreenshotAnimations.Disabled, Caret = ScreenshotCaret.Hide });
        Assert.InRange(picture.Length, 10_000, MostBytes);
        if (Environment.GetEnvironmentVariable("STREAMPS_SCREENSHOTS") == "1")
            await File.WriteAllBytesAsync(Path.Combine(Repository.Images, name), picture);
    }

    // About as fast as a model writes, so that the figures look as they do in life.
    private static Reply Write(string reasoning, string text, int tokens)
    {
        var frames = new[] { OpenAIFrames.Role() }
            .Concat(reasoning.Chunk(4).Select(piece => OpenAIFrames.Reasoning(new string(piece))))
            .Concat(text.Chunk(5).Select(piece => OpenAIFrames.Content(new string(piece))))
            .Concat([OpenAIFrames.Finish(), OpenAIFrames.Usage(38, tokens), OpenAIFrames.Done])
            .Select(frame => frame.Replace(TestModel, Model, StringComparison.Ordinal));
        var pause = ReplyStep.Delay(TimeSpan.FromMilliseconds(30));
        var thinking = ReplyStep.Delay(TimeSpan.FromMilliseconds(380));
        return new Reply { BeforeHeaders = [thinking], Steps = [.. frames.SelectMany(frame => new[] { ReplyStep.Write(frame), pause })] };
    }
}
