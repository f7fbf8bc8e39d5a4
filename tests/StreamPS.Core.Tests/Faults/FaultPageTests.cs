using System;
using System.IO;
using System.Linq;
using Xunit;

namespace StreamPS.Tests.Faults;

public sealed class FaultPageTests
{
    [Fact]
    public void The_page_has_the_outcomes_of_the_matrix()
    {
        string[] expected = [.. FaultTable.Lines];
        string[] lines = [.. File.ReadAllLines(PagePath()).SkipWhile(line => line != expected[0]).TakeWhile(line => line.StartsWith('|'))];

        Assert.True(expected.SequenceEqual(lines), $"The table in docs/reliability.md has to be:\n{string.Join('\n', expected)}");
    }

    private static string PagePath()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "StreamPS.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests run outside the repository.");
        return Path.Combine(folder.FullName, "docs", "reliability.md");
    }
}
