using System;
using System.Collections.Generic;
using System.Linq;
using Markdig.Syntax;
using StreamPS.HelpBuilder.Text;

namespace StreamPS.HelpBuilder.Pages;

/// <summary>Reads a page that explains a concept.</summary>
internal static class AboutTopicReader
{
    private const string Prefix = "about_";

    /// <returns>Null when the page is reported instead.</returns>
    public static AboutTopic? Read(string path, ICollection<HelpProblem> problems)
    {
        MarkdownPage page = MarkdownPage.Read(path);
        PageSection[] sections = [.. page.Sections];
        PageSection opening = sections[0];

        string? problem =
            !page.FileName.StartsWith(Prefix, StringComparison.Ordinal) ? $"The file's name must begin with '{Prefix}', or Get-Help won't find the topic."
            : page.Title != page.FileName ? $"The page must begin with '# {page.FileName}'."
            : opening.Blocks is not [ParagraphBlock, ..] ? "There is no paragraph under the title; it is the short description."
            : null;
        if (problem is not null)
        {
            problems.Add(new HelpProblem(page.Path, 1, HelpProblem.AboutTopic, problem));
            return null;
        }

        string shortDescription = PlainText.OfInlines(((ParagraphBlock)opening.Blocks[0]).Inline);
        sections[0] = opening with { Blocks = [.. opening.Blocks.Skip(1)] };
        return new AboutTopic(page.FileName, shortDescription, sections);
    }
}
