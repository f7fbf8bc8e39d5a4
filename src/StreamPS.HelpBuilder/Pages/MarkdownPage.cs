using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Markdig;
using Markdig.Syntax;
using StreamPS.HelpBuilder.Text;

namespace StreamPS.HelpBuilder.Pages;

/// <summary>A Markdown file, cut at its headings.</summary>
internal sealed class MarkdownPage
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().UsePreciseSourceLocation().Build();

    private MarkdownPage(string path, MarkdownDocument document)
    {
        Path = path;
        Document = document;
    }

    /// <summary>The path as the command line names it, with slashes, so that messages are the same on every machine.</summary>
    public string Path { get; }

    public MarkdownDocument Document { get; }

    /// <summary>The file's name without its extension.</summary>
    public string FileName => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>The first line of a block, counted from 1.</summary>
    public static int LineOf(MarkdownObject block) => block.Line + 1;

    public static MarkdownPage Read(string path) => new(path.Replace('\\', '/'), Markdown.Parse(File.ReadAllText(path).ReplaceLineEndings("\n"), Pipeline));

    /// <summary>Cuts blocks at headings of a level; what stands before the first one has no heading.</summary>
    public static IEnumerable<PageSection> Cut(IEnumerable<Block> blocks, int level)
    {
        string heading = "";
        int line = 1;
        var content = new List<Block>();
        foreach (Block block in blocks)
        {
            if (block is not HeadingBlock next || next.Level != level)
            {
                content.Add(block);
                continue;
            }

            yield return new PageSection(heading, line, [.. content]);
            heading = PlainText.OfInlines(next.Inline).Trim();
            line = LineOf(next);
            content.Clear();
        }

        yield return new PageSection(heading, line, [.. content]);
    }

    /// <summary>The page's title: its first block, a heading of level 1.</summary>
    public string? Title => Document.FirstOrDefault() is HeadingBlock { Level: 1 } title ? PlainText.OfInlines(title.Inline).Trim() : null;

    /// <summary>The sections of level 2, after a first one without heading for what follows the title.</summary>
    public IEnumerable<PageSection> Sections => Cut(Document.Skip(Title is null ? 0 : 1).Where(block => block is not LinkReferenceDefinitionGroup), level: 2);
}
