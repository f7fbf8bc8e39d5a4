using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Xunit;

namespace StreamPS.HelpBuilder.Tests;

public sealed class ProblemTests
{
    [Theory]
    [InlineData("# Send-Sample", "# Sample", HelpProblem.PageStructure, "# Sample")]
    [InlineData("## Examples", "## Samples", HelpProblem.PageStructure, "## Samples")]
    [InlineData("### -Text", "Words.\n\n### -Text", HelpProblem.PageStructure, "Words.")]
    [InlineData("Sends a `sample`,\nwith [care](Send-Sample.md).", "", HelpProblem.NoSynopsis, "# Send-Sample")]
    [InlineData("- one\n  - inner\n- two", "", HelpProblem.NoDescription, "## Description")]
    [InlineData("### -Raw\n\nAs it is.", "", HelpProblem.ParameterWithoutSection, "## Parameters")]
    [InlineData("### -Raw", "### -Raw\n\nx\n\n### -Row", HelpProblem.SectionWithoutParameter, "### -Row")]
    [InlineData("As it is.", "", HelpProblem.EmptySection, "### -Raw")]
    [InlineData("```powershell", "```json", HelpProblem.ExampleWithoutCode, "### Send it")]
    [InlineData("[care](Send-Sample.md)", "[care](Nothing.md)", HelpProblem.BrokenLink, "with [care](Nothing.md).")]
    [InlineData("- [Send-Sample](Send-Sample.md)", "- [x](Nothing.md)", HelpProblem.BrokenLink, "- [x](Nothing.md)")]
    public void A_page_that_is_wrong_is_reported_at_its_line_and_no_help_is_written(string right, string wrong, string code, string reportedLine)
    {
        string page = HelpFolder.Page.Replace(right, wrong, StringComparison.Ordinal);
        int line = Array.IndexOf(page.Split('\n'), reportedLine) + 1;
        using var folder = new HelpFolder(page);

        IReadOnlyList<HelpProblem> problems = folder.Build();

        Assert.Contains(problems, problem => problem.Code == code && problem.Line == line && problem.Path.EndsWith("/Send-Sample.md", StringComparison.Ordinal));
        Assert.False(File.Exists(folder.OutputPath));
    }

    [Fact]
    public void A_cmdlet_without_a_page_and_a_page_without_a_cmdlet_are_reported()
    {
        using var folder = new HelpFolder();
        File.Delete(folder.PagePath);
        folder.Write("docs/Get-Nothing.md", HelpFolder.Page.Replace("# Send-Sample", "# Get-Nothing", StringComparison.Ordinal));

        string[] codes = [.. folder.Build().Select(problem => problem.Code)];

        Assert.Contains(HelpProblem.CmdletWithoutPage, codes);
        Assert.Contains(HelpProblem.PageWithoutCmdlet, codes);
    }

    [Fact]
    public void The_number_of_examples_can_be_raised()
    {
        using var folder = new HelpFolder();

        Assert.Equal(HelpProblem.TooFewExamples, Assert.Single(folder.Build(minimumExamples: 2)).Code);
    }

    [Fact]
    public void A_problem_reads_as_MSBuild_expects() =>
        Assert.Equal("docs/A.md(3): error HELP006: -X has no section.", new HelpProblem("docs/A.md", 3, HelpProblem.ParameterWithoutSection, "-X has no section.").ToString());
}
