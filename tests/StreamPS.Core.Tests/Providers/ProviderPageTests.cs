using System;
using System.IO;
using System.Linq;
using Xunit;

namespace StreamPS.Tests.Providers;

public sealed class ProviderPageTests
{
    [Fact]
    public void The_page_has_a_row_for_each_provider()
    {
        string[] rows = File.ReadAllLines(PagePath())
            .SkipWhile(line => !line.StartsWith("|---", StringComparison.Ordinal))
            .Skip(1)
            .TakeWhile(line => line.StartsWith('|'))
            .ToArray();

        Assert.Equal(ChatProviders.All.Select(Row), rows);
    }

    private static string Row(ChatProvider provider) =>
        $"| {provider.Name} | {string.Join(", ", provider.Aliases)} | {provider.Protocol} "
        + $"| {(provider.BaseUri is { } address ? Code(address.OriginalString) : "from " + Code(provider.BaseUriVariable))} "
        + $"| {(provider.KeyVariable is null ? "none" : Code(provider.KeyVariable))} | {(provider.DefaultModel is null ? "" : Code(provider.DefaultModel))} |";

    private static string Code(string? text) => $"`{text}`";

    private static string PagePath()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "StreamPS.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests run outside the repository.");
        return Path.Combine(folder.FullName, "docs", "providers.md");
    }
}
