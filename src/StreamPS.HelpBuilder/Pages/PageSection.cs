using System.Collections.Generic;
using System.Linq;
using Markdig.Syntax;

namespace StreamPS.HelpBuilder.Pages;

/// <summary>What stands under a heading.</summary>
internal sealed record PageSection(string Heading, int Line, IReadOnlyList<Block> Blocks)
{
    /// <summary>The parts under headings one level deeper, and what stands before the first of them.</summary>
    public IEnumerable<PageSection> Parts => MarkdownPage.Cut(Blocks, level: 3);

    public bool IsEmpty => Blocks.Count == 0;
}
