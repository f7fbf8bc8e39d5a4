using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using StreamPS.HelpBuilder.Cmdlets;
using StreamPS.HelpBuilder.Output;
using StreamPS.HelpBuilder.Pages;

namespace StreamPS.HelpBuilder;

/// <summary>The whole way from pages and assembly to help files. Nothing is written unless everything is right.</summary>
internal static class HelpBuild
{
    // An index for readers on GitHub, not a page of help.
    private const string IndexPage = "README.md";

    /// <returns>What is wrong, ordered by file and line; empty when the help was written.</returns>
    public static IReadOnlyList<HelpProblem> Run(HelpOptions options)
    {
        var problems = new List<HelpProblem>();

        IReadOnlyList<CmdletMetadata> cmdlets = CmdletMetadataReader.Read(options.Assembly, options.References);
        CmdletPage[] pages = [.. Pages(options.Docs, "*.md").Select(path => CmdletPageReader.Read(path, problems))];
        pages = [.. pages.Select(page => SharedParameters.Complete(page, pages, cmdlets))];
        PageChecker.Check(cmdlets, pages, options, problems);

        AboutTopic[] topics = options.About is null
            ? []
            : [.. Pages(options.About, "*.md").Select(path => AboutTopicReader.Read(path, problems)).OfType<AboutTopic>()];

        if (problems.Count == 0) Write(options, cmdlets, pages, topics);

        return [.. problems.OrderBy(problem => problem.Path, StringComparer.Ordinal).ThenBy(problem => problem.Line)];
    }

    private static void Write(HelpOptions options, IReadOnlyList<CmdletMetadata> cmdlets, CmdletPage[] pages, AboutTopic[] topics)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(options.Output))!;
        Directory.CreateDirectory(folder);

        IEnumerable<(CmdletMetadata, CmdletPage)> documented = cmdlets.Join(
            pages, cmdlet => cmdlet.Name, page => page.Name, (cmdlet, page) => (cmdlet, page), StringComparer.Ordinal);
        File.WriteAllText(options.Output, MamlWriter.Write(documented));

        foreach (AboutTopic topic in topics)
            File.WriteAllText(Path.Combine(folder, topic.Name + ".help.txt"), AboutTopicWriter.Write(topic));
    }

    private static IEnumerable<string> Pages(string folder, string pattern) =>
        Directory.EnumerateFiles(folder, pattern)
            .Where(path => Path.GetFileName(path) != IndexPage)
            .Order(StringComparer.Ordinal);
}
