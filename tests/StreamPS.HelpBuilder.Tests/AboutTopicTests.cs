using System;
using System.Linq;
using Xunit;

namespace StreamPS.HelpBuilder.Tests;

public sealed class AboutTopicTests
{
    [Fact]
    public void A_topic_is_wrapped_and_has_its_short_description_on_line_five()
    {
        using var folder = new HelpFolder();
        string longText = string.Join(' ', Enumerable.Repeat("word", 40));
        folder.Write("about/about_Sample.md", $"# about_Sample\n\nShort *one*.\n\n{longText}\n\n## How it works\n\n- {longText}\n\n```powershell\nSend-Sample\n```\n");

        Assert.Empty(folder.Build());
        string[] lines = folder.ReadTopic("about_Sample").Split('\n');

        Assert.Equal(["TOPIC", "    about_Sample", "", "SHORT DESCRIPTION", "    Short one.", "", "LONG DESCRIPTION"], lines.Take(7));
        Assert.Contains("HOW IT WORKS", lines);
        Assert.Contains("        Send-Sample", lines);
        Assert.Contains(lines, line => line.StartsWith("      word", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.True(line.Length <= 80, line));
    }

    [Fact]
    public void A_topic_whose_title_differs_from_its_file_is_reported()
    {
        using var folder = new HelpFolder();
        folder.Write("about/about_Sample.md", "# about_Other\n\nShort.\n");

        Assert.Equal(HelpProblem.AboutTopic, Assert.Single(folder.Build()).Code);
    }
}
