using System;
using System.Linq;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Faults;

public sealed class FaultPageTests
{
    [Fact]
    public void The_page_has_the_outcomes_of_the_matrix()
    {
        string[] expected = [.. FaultTable.Lines];
        string[] lines = [.. RepositoryPage.Read("docs", "reliability.md").SkipWhile(line => line != expected[0]).TakeWhile(line => line.StartsWith('|'))];

        Assert.True(expected.SequenceEqual(lines), $"The table in docs/reliability.md has to be:\n{string.Join('\n', expected)}");
    }
}
