using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using StreamPS.Browser.Tests.Support;
using Xunit;

namespace StreamPS.Browser.Tests;

public sealed class MarkdownTests(Chromium chromium) : PageTest(chromium)
{
    private const string Sample = """
        ## A heading with `code`

        A paragraph with **bold te**, *italics*, `code`, ~~struck~~ and [a link](https://example.com/a_b_c "title"), 2 * 3 = 6.
        A second line, and snake_case_names; see https://example.com/path?q=1.

        1. First
           - nested **bold**
           - nested *too*

             with a paragraph
        2. Second

           ```powershell
           Get-Date | ForEach-Object { "*$_*" }
           ```
        3. Third

        > A quote
        > of *two* lines

        | Name | Count |
        |:-----|------:|
        | `a` | 1 |
        | **b** | 22 |

        ---

        ```js
        const html = '<b>[not](a link)</b>';

        // `still` **code**
        ```

        中文**“重点”**也行。<details> &amp; <script>alert(1)</script> [1] (end)
        """;

    private static readonly Dictionary<string, string> Examples = new()
    {
        { "# One #\n## Two\n####### Seven", "<h3>One</h3>\n<h4>Two</h4>\n<p>####### Seven</p>" },
        { "One\n===\nTwo\n---", "<h3>One</h3>\n<h4>Two</h4>" },
        { "One\ntwo  \nthree\\\nfour\n\nfive", "<p>One<br>two<br>three<br>four</p>\n<p>five</p>" },
        { "**b** *i* ***bi*** __b__ _i_ ~~s~~ ~x~", "<p><strong>b</strong> <em>i</em> <em><strong>bi</strong></em> <strong>b</strong> <em>i</em> <s>s</s> ~x~</p>" },
        { "2 * 3 * 4, a_b_c, **open, *.txt", "<p>2 * 3 * 4, a_b_c, **open, *.txt</p>" },
        { "**这是“重点”。**后面 和**“引号”**里", "<p><strong>这是“重点”。</strong>后面 和<strong>“引号”</strong>里</p>" },
        { "`a` ``b ` c`` ` d ` `open", "<p><code>a</code> <code>b ` c</code> <code>d</code> `open</p>" },
        { "`**not bold**` **`bold`**", "<p><code>**not bold**</code> <strong><code>bold</code></strong></p>" },
        { "\\*not\\* \\`code\\` 1\\. a\\b", "<p>*not* `code` 1. a\\b</p>" },
        { "&lt;b&gt; &amp;amp; &#65; &#x4e2d; &nope;", "<p><b> &amp; A 中 &nope;</p>" },
        { "[a](https://a.example) [b](<https://b.example/x y> 'T') [c](mailto:c@d.example)", "<p><a href=https://a.example>a</a> <a href=https://b.example/x y>b</a> <a href=mailto:c@d.example>c</a></p>" },
        { "[*em* `code`](https://a.example/(x)) [no] [no](not a link", "<p><a href=https://a.example/(x)><em>em</em> <code>code</code></a> [no] [no](not a link</p>" },
        { "<https://a.example> <me@b.example> (https://c.example/d), https://e.example.中文", "<p><a href=https://a.example>https://a.example</a> <a href=mailto:me@b.example>me@b.example</a> (<a href=https://c.example/d>https://c.example/d</a>), <a href=https://e.example>https://e.example</a>.中文</p>" },
        { "![a picture](https://a.example/b.png)", "<p><a href=https://a.example/b.png>a picture</a></p>" },
        { "- a\n- b\n  - c\n    - d\n- e", "<ul><li><p>a</p></li><li><p>b</p><ul><li><p>c</p><ul><li><p>d</p></li></ul></li></ul></li><li><p>e</p></li></ul>" },
        { "3. a\n4. b\n\n   c\n\n5. d", "<ol start=3><li><p>a</p></li><li><p>b</p><p>c</p></li><li><p>d</p></li></ol>" },
        { "1. a\n  - b\n2. c\n   d\ne", "<ol><li><p>a</p><ul><li><p>b</p></li></ul></li><li><p>c<br>d<br>e</p></li></ol>" },
        { "- a\n* b\n+ c", "<ul><li><p>a</p></li></ul>\n<ul><li><p>b</p></li></ul>\n<ul><li><p>c</p></li></ul>" },
        { "- [ ] open\n- [x] done", "<ul><li><p>☐ open</p></li><li><p>☑ done</p></li></ul>" },
        { "Text\n- list\n1999. not a list", "<p>Text</p>\n<ul><li><p>list</p></li></ul>\n<ol start=1999><li><p>not a list</p></li></ol>" },
        { "In\n1999. was text", "<p>In<br>1999. was text</p>" },
        { "> a\nlazy\n> > b\n\nc", "<blockquote><p>a<br>lazy</p><blockquote><p>b</p></blockquote></blockquote>\n<p>c</p>" },
        { "```c# x\n<b>&amp;\n\n  *a*\n```\nafter", "<code c#|<b>&amp;\n\n  *a*>\n<p>after</p>" },
        { "~~~\n```\n~~~\n````\n```\n````", "<code |```>\n<code |```>" },
        { "```py\nnever closed\n\n", "<code py|never closed\n>" },
        { "    indented\n\n    code\ntext", "<code |indented\n\ncode>\n<p>text</p>" },
        { "* * *\n---\n___", "<hr>\n<hr>\n<hr>" },
        { "| a | b |\n|---|:-:|\n| `x\\|y` |\n| 1 | 2 | 3 |\n\nend", "<table><thead><tr><th>a</th><th class=center>b</th></tr></thead><tbody><tr><td><code>x|y</code></td><td class=center></tr><tr><td>1</td><td class=center>2</td></tr></tbody></table>\n<p>end</p>" },
        { "Before\na|b\n-|-:\n1|2", "<p>Before</p>\n<table><thead><tr><th>a</th><th class=end>b</th></tr></thead><tbody><tr><td>1</td><td class=end>2</td></tr></tbody></table>" },
        { "a | b\nno table", "<p>a | b<br>no table</p>" },
        { "<div>\n<b>text</b>\n</div>", "<p><div><br><b>text</b><br></div></p>" },
        { "a\r\nb\rc\n\r\n\r\nd", "<p>a<br>b<br>c</p>\n<p>d</p>" },
    };

    [Fact]
    public async Task Text_is_shown_as_its_marks_say()
    {
        var shown = new Dictionary<string, string>();
        foreach (string markdown in Examples.Keys)
            shown[markdown] = (await ShowAsync([markdown])).Outline;

        Assert.Multiple([.. Examples.Select(example => (Action)(() => Assert.Equal(example.Value, shown[example.Key])))]);
    }

    [Fact]
    public async Task Headings_stand_below_those_of_the_page()
    {
        await AskAsync("Hello", Answer("# Title\n\n## Section"));

        await Expect(Page.Locator("h1")).ToHaveTextAsync("StreamPS");
        await Expect(Replies.Last.Locator("h2")).ToHaveTextAsync("Reply");
        await Expect(ReplyText.Locator("h3")).ToHaveTextAsync("Title");
        await Expect(ReplyText.Locator("h4")).ToHaveTextAsync("Section");
    }

    [Fact]
    public async Task A_text_in_any_pieces_ends_as_the_text_in_one()
    {
        var random = new Random(20_261_121);
        var whole = await ShowAsync([Sample]);

        for (int i = 0; i < 60; i++)
        {
            var cut = await ShowAsync(Cut(Sample, random, 1 + i % 30));
            Assert.Equal(whole.Html, cut.Html);
        }
    }

    // Marks in every order, which no sample would have.
    [Fact]
    public async Task Nonsense_in_any_pieces_ends_as_the_nonsense_in_one()
    {
        string[] bits = ["# ", "- ", "  - ", "1. ", "> ", "```", "```js\n", "~~~", "\n", "\n", "\n\n", "| a | b |\n", "|---|---|\n", "**", "*", "_", "`", "~~", "text ", "word", "中文", "。", "[l](https://a.example)", "[x]", "<b>", "&amp;", "\\", "---\n", "===\n", "    ", "\t", "a|b\n", "\r\n", "- [ ] ", "!", "("];
        var random = new Random(20_261_122);
        for (int i = 0; i < 150; i++)
        {
            var text = new StringBuilder();
            for (int j = random.Next(1, 40); j > 0; j--)
                text.Append(bits[random.Next(bits.Length)]);

            var whole = await ShowAsync([text.ToString()]);
            var cut = await ShowAsync(Cut(text.ToString(), random, 7));

            Assert.True(whole.Html == cut.Html, $"{text}\n---\n{whole.Html}\n---\n{cut.Html}");
        }
    }

    // What shows once stays: no mark appears as text and vanishes when it's closed.
    [Fact]
    public async Task What_arrives_only_adds_to_what_shows()
    {
        var shown = await ShowAsync([.. Sample.Select(character => character.ToString())]);

        Assert.Equal(Sample.Length, shown.Steps.Length);
        foreach (string step in shown.Steps)
            Assert.StartsWith(step.TrimEnd(), shown.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Blocks_that_are_finished_are_never_touched_again()
    {
        int touched = await Page.EvaluateAsync<int>("""
            async text => {
                const { MarkdownView } = await import('/markdown.js');
                const root = document.createElement('div');
                const view = new MarkdownView(root, { copyCode: 'Copy', code: 'Code', table: 'Table' });
                let touched = 0;
                for (const line of text.split('\n')) {
                    const settled = [...root.children].slice(0, -2);
                    const observer = new MutationObserver(() => {});
                    settled.forEach(node => observer.observe(node, { childList: true, characterData: true, attributes: true, subtree: true }));
                    view.append(line + '\n');
                    view.show();
                    touched += observer.takeRecords().length + settled.filter((node, i) => root.children[i] !== node).length;
                    observer.disconnect();
                }
                return touched;
            }
            """, Sample);

        Assert.Equal(0, touched);
    }

    [Fact]
    public async Task Text_that_grows_keeps_its_nodes_so_that_it_stays_selected()
    {
        bool isKept = await Page.EvaluateAsync<bool>("""
            async () => {
                const { MarkdownView } = await import('/markdown.js');
                const root = document.createElement('div');
                const view = new MarkdownView(root, { copyCode: 'Copy', code: 'Code', table: 'Table' });
                view.append('- one **two** thr');
                view.show();
                const nodes = [root.querySelector('strong').firstChild, root.querySelector('p').lastChild];
                view.append('ee\n- four');
                view.show();
                return nodes.every(node => root.contains(node)) && root.textContent === 'one two threefour';
            }
            """);

        Assert.True(isKept);
    }

    private Task<ShownMarkdown> ShowAsync(string[] pieces) => Page.EvaluateAsync<ShownMarkdown>(MarkdownPage.Show, pieces);

    private static string[] Cut(string text, Random random, int longest)
    {
        var pieces = new List<string>();
        for (int start = 0, length; start < text.Length; start += length)
        {
            length = Math.Min(random.Next(1, longest + 1), text.Length - start);
            pieces.Add(text.Substring(start, length));
        }

        return [.. pieces];
    }
}
