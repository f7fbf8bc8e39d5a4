using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using StreamPS.HelpBuilder.Cmdlets;

namespace StreamPS.HelpBuilder.Pages;

/// <summary>Holds the pages against the assembly: each must have what the other has.</summary>
internal static class PageChecker
{
    public static void Check(
        IReadOnlyList<CmdletMetadata> cmdlets, IReadOnlyList<CmdletPage> pages, HelpOptions options, ICollection<HelpProblem> problems)
    {
        Dictionary<string, CmdletMetadata> byName = cmdlets.ToDictionary(cmdlet => cmdlet.Name, StringComparer.Ordinal);

        foreach (CmdletMetadata missing in cmdlets.ExceptBy(pages.Select(page => page.Name), cmdlet => cmdlet.Name))
        {
            string path = Path.Combine(options.Docs, missing.Name + ".md").Replace('\\', '/');
            problems.Add(new HelpProblem(path, 1, HelpProblem.CmdletWithoutPage, $"{missing.Name} has no page."));
        }

        foreach (CmdletPage page in pages)
        {
            if (byName.TryGetValue(page.Name, out CmdletMetadata? cmdlet)) CheckParameters(cmdlet, page, problems);
            else problems.Add(new HelpProblem(page.Path, 1, HelpProblem.PageWithoutCmdlet, $"{page.Name} is no cmdlet of the module."));

            CheckExamples(page, options.MinimumExamples, problems);
        }
    }

    private static void CheckParameters(CmdletMetadata cmdlet, CmdletPage page, ICollection<HelpProblem> problems)
    {
        foreach (ParameterMetadata parameter in cmdlet.Parameters.Where(parameter => parameter.NeedsSection))
        {
            if (!page.Parameters.Any(text => text.Name == parameter.Name))
                problems.Add(new HelpProblem(page.Path, page.ParametersLine, HelpProblem.ParameterWithoutSection, $"-{parameter.Name} has no section."));
        }

        foreach (ParameterText text in page.Parameters)
        {
            if (!cmdlet.Parameters.Any(parameter => parameter.Name == text.Name))
                problems.Add(new HelpProblem(page.Path, text.Line, HelpProblem.SectionWithoutParameter, $"{cmdlet.Name} has no parameter -{text.Name}."));
        }
    }

    private static void CheckExamples(CmdletPage page, int minimum, ICollection<HelpProblem> problems)
    {
        if (page.Examples.Count >= minimum) return;

        string message = $"A page needs at least {minimum} {(minimum == 1 ? "example" : "examples")}; this one has {page.Examples.Count}.";
        problems.Add(new HelpProblem(page.Path, page.ExamplesLine, HelpProblem.TooFewExamples, message));
    }
}
