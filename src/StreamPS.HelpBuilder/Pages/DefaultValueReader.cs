using System;
using System.Collections.Generic;
using System.Linq;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using StreamPS.HelpBuilder.Text;

namespace StreamPS.HelpBuilder.Pages;

/// <summary>Takes the line <c>Default: 2</c> from the end of a parameter's text.</summary>
internal static class DefaultValueReader
{
    private const string Mark = "Default:";

    /// <returns>The value, or null when the last line says nothing of the kind. The line is removed from its paragraph.</returns>
    public static string? Take(IReadOnlyList<Block> blocks)
    {
        if (blocks is not [.., ParagraphBlock { Inline: { } paragraph }]) return null;

        LineBreakInline? lastBreak = paragraph.OfType<LineBreakInline>().LastOrDefault();
        Inline[] lastLine = [.. paragraph.Reverse().TakeWhile(inline => inline != lastBreak).Reverse()];
        if (lastLine is not [LiteralInline first, ..] || !first.Content.ToString().StartsWith(Mark, StringComparison.Ordinal)) return null;

        string text = string.Concat(lastLine.Select(PlainText.OfInline));
        foreach (Inline inline in lastLine) inline.Remove();
        lastBreak?.Remove();
        return text[Mark.Length..].Trim();
    }
}
