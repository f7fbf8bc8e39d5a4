using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Text;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Text;

public sealed class MarkdownFlowTests
{
    [Theory]
    [InlineData("Hi **you** there", "T:Hi |M:**you**|T: there")]
    [InlineData("a `x*y` b", "T:a |M:`x*y`|T: b")]
    [InlineData("``a`b`` c", "M:``a`b``|T: c")]
    [InlineData("*a* _b_ ***c***", "M:*a*|T: |M:_b_|T: |M:***c***")]
    [InlineData("2 * 3 * 4", "T:2 * 3 * 4")]
    [InlineData("snake_case_name and __init__", "T:snake_case_name and |M:__init__")]
    [InlineData("a \\*b\\* `c", "T:a \\*b\\* `c")]
    [InlineData("**a\nb**", "T:**a/b**")]
    [InlineData("* a **b**\n", "T:* a |M:**b**|T:/")]
    [InlineData("# a *b*\nc", "M:# a *b*/|T:c")]
    [InlineData("a\n===\n", "T:a/===/")]
    [InlineData("| a | **b** |\n|---|---|\n| *c* | d |\n", "T:| a | **b** |/|---|---|/| *c* | d |/")]
    [InlineData("```py\n*a*\n#b\n```\nc", "O:```py/|C:*a*/#b/|E:```/|T:c")]
    [InlineData("- a\n  ```\n  b\n  ```\n", "T:- a/|O:  ```/|C:  b/|E:  ```/")]
    [InlineData("```py\na", "O:```py/|C:a")]
    [InlineData("    a *b*\n", "C:    a *b*/")]
    [InlineData("<b>a</b>\n", "T:<b>a</b>/")]
    [InlineData("---\n", "T:---/")]
    public void Tells_markup_and_code_from_text(string text, string pieces) =>
        Assert.Equal(pieces, Join(Flow(findsMarkup: true, text)));

    [Theory]
    [InlineData("Hello", "Hello")]
    [InlineData("Hello wor", "Hello wor")]
    [InlineData("don't **ca", "don't ")]
    [InlineData("- it", "- it")]
    [InlineData("``", "")]
    [InlineData("``a", "")]
    [InlineData("``a b", "")]
    [InlineData("# Head", "")]
    [InlineData("```py\npri", "```py\npri")]
    [InlineData("```py\n``", "```py\n")]
    [InlineData("a *", "a ")]
    [InlineData("a * b", "a * b")]
    public void Shows_what_is_clear_at_once(string text, string shown)
    {
        var flow = new MarkdownFlow(findsMarkup: true);
        Assert.Equal(shown, string.Concat(text.SelectMany(character => flow.Add(character.ToString())).Select(piece => piece.Text)));
    }

    [Fact]
    public void Lets_everything_but_fences_flow_where_markup_is_not_looked_for()
    {
        var pieces = Flow(findsMarkup: false, "a **b** `c`\n# d\n```sh\nls\n```\n");
        Assert.DoesNotContain(pieces, piece => piece.Kind == MarkdownPieceKind.Markup);
        Assert.Equal("sh", pieces.Single(piece => piece.Kind == MarkdownPieceKind.OpeningFence).Info);
    }

    [Fact]
    public void Gives_code_when_it_has_ended()
    {
        var code = Flow(findsMarkup: true, "```a\n1\n```\n> ```b\n> 2\nx\n\n```c\n3").Select(piece => piece.FinishedCode).OfType<MarkdownCode>();
        Assert.Equal(["a 1\n True", "b 2\n False", "c 3 False"], code.Select(piece => $"{piece.Language} {piece.Text} {piece.IsClosed}"));
    }

    [Fact]
    public void Changes_nothing_wherever_the_text_is_cut()
    {
        Fuzz.Run(5000, MarkdownSample.Write, CheckText, text => text);

        static void CheckText(string text)
        {
            string whole = Describe([text]);
            Assert.Equal(text, string.Concat(Flow(findsMarkup: true, text).Select(piece => piece.Text)));
            for (int cut = 1; cut < text.Length; cut++)
                Assert.Equal(whole, Describe([text.Substring(0, cut), text.Substring(cut)]));
        }
    }

    [Fact]
    public void Keeps_up_with_a_line_without_an_end()
    {
        var flow = new MarkdownFlow(findsMarkup: true);
        var time = Stopwatch.StartNew();
        int length = 0;
        for (int index = 0; index < 300_000; index++)
            length += flow.Add("*a **").Sum(piece => piece.Text.Length);
        Assert.Equal(1_500_000, length + flow.Complete().Sum(piece => piece.Text.Length));
        Assert.True(time.Elapsed < TimeSpan.FromSeconds(10), $"It took {time.Elapsed}.");
    }

    private static IReadOnlyList<MarkdownPiece> Flow(bool findsMarkup, params string[] pieces)
    {
        var flow = new MarkdownFlow(findsMarkup);
        return [.. pieces.SelectMany(flow.Add), .. flow.Complete()];
    }

    // Each kind with its letter, and pieces of one kind together.
    private static string Join(IReadOnlyList<MarkdownPiece> pieces)
    {
        var text = new StringBuilder();
        MarkdownPieceKind? kind = null;
        foreach (var piece in pieces.Where(piece => piece.Text.Length > 0))
        {
            if (piece.Kind != kind)
                text.Append(kind is null ? "" : "|").Append("TMOCE"[(int)piece.Kind]).Append(':');
            kind = piece.Kind;
            text.Append(piece.Text.Replace('\n', '/'));
        }

        return text.ToString();
    }

    // Text may come in more pieces when it's cut; markup and fences may not.
    private static string Describe(string[] pieces)
    {
        var kinds = Flow(findsMarkup: true, pieces).Where(piece => piece.Kind is MarkdownPieceKind.Markup or MarkdownPieceKind.OpeningFence or MarkdownPieceKind.ClosingFence);
        return string.Join("\u241E", kinds.Select(piece => $"{piece.Kind} {piece.Text}"));
    }
}
