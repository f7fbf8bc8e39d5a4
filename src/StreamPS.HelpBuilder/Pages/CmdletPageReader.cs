using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using StreamPS.HelpBuilder.Text;

namespace StreamPS.HelpBuilder.Pages;

/// <summary>Reads a cmdlet's page, and reports whatever wouldn't reach the help.</summary>
internal sealed class CmdletPageReader
{
    private static readonly string[] SectionNames = ["Description", "Parameters", "Inputs", "Outputs", "Notes", "Examples", "Related links"];

    private readonly MarkdownPage _page;
    private readonly ICollection<HelpProblem> _problems;
    private readonly Dictionary<string, PageSection> _sections = new(StringComparer.Ordinal);

    private CmdletPageReader(MarkdownPage page, ICollection<HelpProblem> problems)
    {
        _page = page;
        _problems = problems;
    }

    public static CmdletPage Read(string path, ICollection<HelpProblem> problems) => new CmdletPageReader(MarkdownPage.Read(path), problems).Read();

    private CmdletPage Read()
    {
        if (_page.Title != _page.FileName) Report(1, HelpProblem.PageStructure, $"The page must begin with '# {_page.FileName}'.");
        CollectSections();
        CheckLinks();

        return new CmdletPage
        {
            Path = _page.Path,
            Name = _page.FileName,
            Synopsis = ReadSynopsis(),
            Description = ReadDescription(),
            Parameters = [.. Entries("Parameters").Select(ReadParameter)],
            ParametersFrom = ReadParametersFrom(),
            ParametersLine = LineOf("Parameters"),
            Inputs = [.. Entries("Inputs").Select(ReadType)],
            Outputs = [.. Entries("Outputs").Select(ReadType)],
            Notes = PlainText.OfBlocks(Section("Notes").Blocks),
            Examples = [.. Entries("Examples").Select(ReadExample)],
            ExamplesLine = LineOf("Examples"),
            RelatedLinks = [.. LinksIn(Section("Related links").Blocks).Select(link => new PageLink(PlainText.OfInlines(link), link.Url ?? ""))],
        };
    }

    private void CollectSections()
    {
        foreach (PageSection section in _page.Sections)
        {
            if (section.Heading.Length > 0 && !SectionNames.Contains(section.Heading, StringComparer.Ordinal))
                Report(section.Line, HelpProblem.PageStructure, $"'{section.Heading}' is no section of a page; there are {string.Join(", ", SectionNames)}.");
            else if (!_sections.TryAdd(section.Heading, section))
                Report(section.Line, HelpProblem.PageStructure, $"The section '{section.Heading}' appears twice.");
        }
    }

    private string ReadSynopsis()
    {
        IReadOnlyList<TextBlock> opening = PlainText.OfBlocks(Section("").Blocks);
        if (opening.Count == 0) Report(1, HelpProblem.NoSynopsis, "There is no synopsis under the title.");
        if (opening.Count > 1) Report(1, HelpProblem.PageStructure, "The synopsis is one paragraph; the rest belongs in the description.");
        return opening.Count > 0 ? opening[0].ToString() : "";
    }

    private IReadOnlyList<TextBlock> ReadDescription()
    {
        IReadOnlyList<TextBlock> description = PlainText.OfBlocks(Section("Description").Blocks);
        if (description.Count == 0) Report(LineOf("Description"), HelpProblem.NoDescription, "There is no description.");
        return description;
    }

    private ParameterText ReadParameter(PageSection entry)
    {
        if (!entry.Heading.StartsWith('-')) Report(entry.Line, HelpProblem.PageStructure, $"A parameter's heading is its name with the hyphen: '### -{entry.Heading}'.");

        string? defaultValue = DefaultValueReader.Take(entry.Blocks);
        IReadOnlyList<TextBlock> text = [.. PlainText.OfBlocks(entry.Blocks).Where(block => block.ToString().Length > 0)];
        if (text.Count == 0) Report(entry.Line, HelpProblem.EmptySection, $"Nothing is said about {entry.Heading}.");
        return new ParameterText(entry.Heading.TrimStart('-'), entry.Line, text, defaultValue);
    }

    // The text directly under the heading may refer to another cmdlet's page.
    private string? ReadParametersFrom() =>
        Section("Parameters").Parts
            .Where(entry => entry.Heading.Length == 0)
            .SelectMany(entry => LinksIn(entry.Blocks))
            .Select(link => Path.GetFileNameWithoutExtension(link.Url))
            .FirstOrDefault();

    private static TypeText ReadType(PageSection entry) => new(entry.Heading, PlainText.OfBlocks(entry.Blocks));

    private PageExample ReadExample(PageSection entry)
    {
        FencedCodeBlock? code = entry.Blocks.OfType<FencedCodeBlock>().FirstOrDefault(block => block.Info is "powershell" or "pwsh" or "ps1");
        if (code is null) Report(entry.Line, HelpProblem.ExampleWithoutCode, $"The example '{entry.Heading}' has no powershell block.");
        return new PageExample(entry.Heading, code is null ? "" : PlainText.CodeOf(code), PlainText.OfBlocks(entry.Blocks.Where(block => block != code)));
    }

    /// <summary>The parts of a section that consists of nothing but parts.</summary>
    private IEnumerable<PageSection> Entries(string section)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (PageSection entry in Section(section).Parts)
        {
            if (entry.Heading.Length > 0)
            {
                if (!names.Add(entry.Heading)) Report(entry.Line, HelpProblem.PageStructure, $"'{entry.Heading}' appears twice.");
                yield return entry;
            }
            else if (!entry.IsEmpty && !(section == "Parameters" && ReadParametersFrom() is not null))
            {
                Report(MarkdownPage.LineOf(entry.Blocks[0]), HelpProblem.PageStructure, $"Text directly under '{section}' doesn't reach the help; it needs a heading of level 3.");
            }
        }
    }

    private void CheckLinks()
    {
        string folder = Path.GetDirectoryName(_page.Path)!;
        foreach (LinkInline link in LinksIn(_page.Document))
        {
            string target = Uri.UnescapeDataString((link.Url ?? "").Split('#')[0]);
            if (target.Length == 0 || Uri.TryCreate(target, UriKind.Absolute, out _)) continue;

            string path = Path.Combine(folder, target);
            if (!File.Exists(path) && !Directory.Exists(path))
                Report(MarkdownPage.LineOf(link), HelpProblem.BrokenLink, $"The link '{PlainText.OfInlines(link)}' leads to '{target}', which doesn't exist.");
        }
    }

    // Markdig finds the descendants of a block that holds blocks, but not of one that holds text.
    private static IEnumerable<LinkInline> LinksIn(IEnumerable<Block> blocks) => blocks.SelectMany(block => block switch
    {
        LeafBlock { Inline: { } inlines } => inlines.Descendants<LinkInline>(),
        ContainerBlock container => container.Descendants<LinkInline>(),
        _ => [],
    });

    private PageSection Section(string name) => _sections.TryGetValue(name, out PageSection? section) ? section : new PageSection(name, 1, []);

    private int LineOf(string section) => Section(section).Line;

    private void Report(int line, string code, string message) => _problems.Add(new HelpProblem(_page.Path, line, code, message));
}
