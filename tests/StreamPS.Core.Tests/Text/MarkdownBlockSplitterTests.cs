using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Text;

public sealed class MarkdownBlockSplitterTests
{
    [Theory]
    [InlineData("a\nb\n\nc\n", "Paragraph:a|b| Blank:| Paragraph:c|")]
    [InlineData("# a\nb", "Heading:#_a| Paragraph:b")]
    [InlineData("a\n===\nb\n---\n", "Heading:a|===| Heading:b|---|")]
    [InlineData("#a\n####### b\n", "Paragraph:#a|#######_b|")]
    [InlineData("a\n***\nb", "Paragraph:a| ThematicBreak:***| Paragraph:b")]
    [InlineData("- a\n- b\n\n  c\n- d\n\ne", "List:-_a|-_b||__c|-_d| Blank:| Paragraph:e")]
    [InlineData("- a\n* b\n", "List:-_a| List:*_b|")]
    [InlineData("1. a\n2. b\n1) c\n", "List:1._a|2._b| List:1)_c|")]
    [InlineData("- a\nlazy\n\nb", "List:-_a|lazy| Blank:| Paragraph:b")]
    [InlineData("-\n\n- b\n", "List:-||-_b|")]
    [InlineData("a\n2. b\n", "Paragraph:a|2._b|")]
    [InlineData("a\n1. b\n", "Paragraph:a| List:1._b|")]
    [InlineData("a\n-\n", "Heading:a|-|")]
    [InlineData("> a\nb\n\n> c", "Quote:>_a|b| Blank:| Quote:>_c")]
    [InlineData("> a\n---\n", "Quote:>_a| ThematicBreak:---|")]
    [InlineData("> a\n===\n", "Quote:>_a|===|")]
    [InlineData("```py\na\n\nb\n```\nc", "FencedCode:```py|a||b|```| Paragraph:c")]
    [InlineData("~~~\n```\n~~~\n", "FencedCode:~~~|```|~~~|")]
    [InlineData("````\n```\n````\n", "FencedCode:````|```|````|")]
    [InlineData("```\na\n", "FencedCode:```|a|")]
    [InlineData("``` a`b\nc\n", "Paragraph:```_a`b|c|")]
    [InlineData("    a\n\n    b\n\nc", "IndentedCode:____a||____b| Blank:| Paragraph:c")]
    [InlineData("a\n    b\n", "Paragraph:a|____b|")]
    [InlineData("|a|b|\n|-|-|\n|1|2|\nx\n\nc", "Table:|a|b|||-|-|||1|2||x| Blank:| Paragraph:c")]
    [InlineData("a | b\n--|--\n", "Table:a_|_b|--|--|")]
    [InlineData("|a|b|\n|-|\n", "Paragraph:|a|b|||-||")]
    [InlineData("<div>\na\n\nb", "Html:<div>|a| Blank:| Paragraph:b")]
    [InlineData("<!-- a\n\nb -->\nc", "Html:<!--_a||b_-->| Paragraph:c")]
    [InlineData("a\n<b>\n", "Paragraph:a|<b>|")]
    [InlineData("\n\n a\n", "Blank:|| Paragraph:_a|")]
    [InlineData("", "")]
    public void Cuts_blocks_where_CommonMark_does(string text, string blocks)
    {
        Assert.Equal(blocks, string.Join(" ", Split(text).Select(block => $"{block.Kind}:{block.Text.Replace(' ', '_').Replace('\n', '|')}")));
    }

    [Theory]
    [InlineData("```py title\nprint()\n\n```\n", "py", "print()\n\n", true)]
    [InlineData("  ```\n    a\n b\n  ```\n", null, "  a\nb\n", true)]
    [InlineData("1. a\n\n   ```sh\n   ls\n     x\n   ```\n2. b\n", "sh", "ls\n  x\n", true)]
    [InlineData("> ```c\n> int a;\n> ```\n", "c", "int a;\n", true)]
    [InlineData("> ```c\n> int a;\nb\n", "c", "int a;\n", false)]
    [InlineData("````md\n```c\n```\n````", "md", "```c\n```\n", true)]
    [InlineData("~~~\r\na\r\n~~~\r\n", null, "a\n", true)]
    [InlineData("```js\nlet a", "js", "let a", false)]
    [InlineData("```js", "js", "", false)]
    [InlineData("\ta\n\n\t\tb\n\nc", null, "a\n\n\tb\n", false)]
    public void Finds_the_code_in_a_block(string text, string? language, string code, bool isClosed)
    {
        var found = Assert.Single(Split(text).SelectMany(block => block.Code));
        Assert.Equal((language, code, isClosed), (found.Language, found.Text, found.IsClosed));
    }

    [Fact]
    public void Tells_where_blocks_and_code_begin()
    {
        var blocks = Split("Hi\n\n- a\n\n  ```\n  b\n  ```\n\n```\nc\n```\n");
        Assert.Equal([0, 3, 4, 25, 26], blocks.Select(block => block.Start));
        Assert.Equal([9, 26], blocks.SelectMany(block => block.Code).Select(code => code.Start));
    }

    [Fact]
    public void Hands_a_block_out_as_soon_as_it_cannot_go_on()
    {
        var splitter = new MarkdownBlockSplitter();
        Assert.Equal("# a\n", Assert.Single(splitter.Add("# a\n")).Text);
        Assert.Empty(splitter.Add("b\n"));
        Assert.Equal("b\n", Assert.Single(splitter.Add("\n")).Text);
        Assert.Equal(["\n"], splitter.Add("```\nc\n").Select(block => block.Text));
        Assert.Equal("```\nc\n```\n", Assert.Single(splitter.Add("```\n")).Text);
    }

    [Fact]
    public void Does_not_care_where_the_text_is_cut()
    {
        Fuzz.Run(2000, MarkdownSample.Write, CheckCuts, text => text);

        static void CheckCuts(string text)
        {
            string whole = Describe([text]);
            for (int cut = 1; cut < text.Length; cut++)
                Assert.Equal(whole, Describe([text.Substring(0, cut), text.Substring(cut)]));
            Assert.Equal(whole, Describe(text.Select(character => character.ToString())));
        }
    }

    [Fact]
    public void Changes_nothing()
    {
        Fuzz.Run(20000, MarkdownSample.Write, CheckText, text => text);

        static void CheckText(string text)
        {
            var blocks = Split(text);
            Assert.Equal(text, string.Concat(blocks.Select(block => block.Text)));
            Assert.All(blocks, block => Assert.Equal(block.Text, text.Substring((int)block.Start, block.Text.Length)));
        }
    }

    [Theory]
    [InlineData("- ", "a\n")]
    [InlineData("> ", "a\n")]
    [InlineData("- ", "\n")]
    public void Takes_deep_nesting_without_falling_behind(string mark, string line)
    {
        // Without a limit each line would pass all containers: 10^9 steps, minutes.
        string text = string.Concat(Enumerable.Repeat(mark, 30000)) + "a\n" + string.Concat(Enumerable.Repeat(line, 30000));
        var time = Stopwatch.StartNew();
        Assert.Equal(text, string.Concat(Split(text).Select(block => block.Text)));
        Assert.True(time.Elapsed < TimeSpan.FromSeconds(10), $"It took {time.Elapsed}.");
    }

    private static IReadOnlyList<MarkdownBlock> Split(params string[] pieces)
    {
        var splitter = new MarkdownBlockSplitter();
        return [.. pieces.SelectMany(splitter.Add), .. splitter.Complete()];
    }

    private static string Describe(IEnumerable<string> pieces) =>
        string.Join("\u241E", Split([.. pieces]).Select(block => $"{block.Kind} {block.Start} {block.Text} {string.Join("\u241F", block.Code.Select(code => $"{code.Info} {code.Start} {code.IsClosed} {code.Text}"))}"));
}
