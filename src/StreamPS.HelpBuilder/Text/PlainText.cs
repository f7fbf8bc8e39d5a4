using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace StreamPS.HelpBuilder.Text;

/// <summary>Flattens Markdown to what a console can show.</summary>
internal static class PlainText
{
    private static readonly string[] AlertKinds = ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"];

    public static IReadOnlyList<TextBlock> OfBlocks(IEnumerable<Block> blocks) => [.. blocks.SelectMany(OfBlock)];

    /// <summary>Links become their text, code and emphasis lose their marks, and the lines of a paragraph run together.</summary>
    public static string OfInlines(ContainerInline? inlines) => inlines is null ? "" : string.Concat(inlines.Select(OfInline));

    private static IEnumerable<TextBlock> OfBlock(Block block) => block switch
    {
        ParagraphBlock paragraph => [OfParagraph(paragraph)],
        ListBlock list => [new TextBlock([.. OfList(list, 0)])],
        CodeBlock code => [new TextBlock([.. CodeLines(code)], IsCode: true)],
        Table table => [TableText.Of(table)],
        QuoteBlock quote => OfBlocks(quote).Select(ExpandAlert),
        HeadingBlock heading => [new TextBlock([new TextLine(OfInlines(heading.Inline))])],
        _ => [],
    };

    private static TextBlock OfParagraph(ParagraphBlock paragraph) =>
        new([.. OfInlines(paragraph.Inline).Split('\n').Select(line => new TextLine(line.Trim()))]);

    private static IEnumerable<TextLine> OfList(ListBlock list, int indentation)
    {
        int number = int.TryParse(list.OrderedStart, NumberStyles.None, CultureInfo.InvariantCulture, out int start) ? start : 1;
        foreach (ListItemBlock item in list.OfType<ListItemBlock>())
        {
            string marker = list.IsOrdered ? string.Create(CultureInfo.InvariantCulture, $"{number++}. ") : "- ";
            int hanging = indentation + marker.Length;
            string prefix = new string(' ', indentation) + marker;
            foreach (TextLine line in OfListItem(item, hanging))
            {
                yield return line with { Text = prefix + line.Text.Substring(hanging) };
                prefix = new string(' ', hanging);
            }
        }
    }

    // Every line comes indented by the width of the marker, which then takes the place of the first line's indentation.
    private static IEnumerable<TextLine> OfListItem(ListItemBlock item, int hanging)
    {
        foreach (Block block in item)
        {
            if (block is ListBlock nested)
            {
                foreach (TextLine line in OfList(nested, hanging)) yield return line;
                continue;
            }

            foreach (TextLine line in OfBlock(block).SelectMany(inner => inner.Lines))
                yield return line with { Text = new string(' ', hanging) + line.Text, Hanging = hanging + line.Hanging };
        }
    }

    private static IEnumerable<TextLine> CodeLines(CodeBlock code) => CodeOf(code).Split('\n').Select(line => new TextLine(line, CanWrap: false));

    /// <summary>The text of a code block, without the empty lines around it.</summary>
    public static string CodeOf(CodeBlock code) => code.Lines.ToString().ReplaceLineEndings("\n").TrimEnd().TrimStart('\n');

    // GitHub's "> [!NOTE]" says what kind of remark follows.
    private static TextBlock ExpandAlert(TextBlock block)
    {
        string first = block.Lines[0].Text;
        string? kind = Array.Find(AlertKinds, kind => first.StartsWith($"[!{kind}]", StringComparison.Ordinal));
        if (kind is null) return block;

        string label = $"{kind[0]}{kind[1..].ToLowerInvariant()}:";
        return block with { Lines = [new TextLine(label + first[(kind.Length + 3)..]), .. block.Lines.Skip(1)] };
    }

    public static string OfInline(Inline inline) => inline switch
    {
        LiteralInline literal => literal.Content.ToString(),
        CodeInline code => code.Content,
        AutolinkInline link => link.Url,
        HtmlEntityInline entity => entity.Transcoded.ToString(),
        LineBreakInline lineBreak => lineBreak.IsHard ? "\n" : " ",
        HtmlInline => "",
        ContainerInline container => OfInlines(container),
        _ => "",
    };
}
