using System;
using System.Linq;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Providers;

public sealed class ProviderPageTests
{
    [Fact]
    public void The_page_has_a_row_for_each_provider() => Assert.Equal(ChatProviders.All.Select(Row), ReadRows("docs", "providers.md"));

    [Fact]
    public void The_help_topic_has_a_row_for_each_provider() =>
        Assert.Equal(ChatProviders.All.Select(ShortRow), ReadRows("docs", "about", "about_StreamPS_Providers.md"));

    private static string[] ReadRows(params string[] page) =>
    [
        .. RepositoryPage.Read(page)
            .SkipWhile(line => !line.StartsWith("|---", StringComparison.Ordinal))
            .Skip(1)
            .TakeWhile(line => line.StartsWith('|')),
    ];

    private static string Row(ChatProvider provider) =>
        $"| {provider.Name} | {string.Join(", ", provider.Aliases)} | {provider.Protocol} "
        + $"| {(provider.BaseUri is { } address ? Code(address.OriginalString) : "from " + Code(provider.BaseUriVariable))} "
        + $"| {(provider.KeyVariable is null ? "none" : Code(provider.KeyVariable))} | {(provider.DefaultModel is null ? "" : Code(provider.DefaultModel))} |";

    private static string ShortRow(ChatProvider provider)
    {
        string aliases = provider.Aliases.Count == 0 ? "" : $" ({string.Join(", ", provider.Aliases)})";
        return $"| {provider.Name}{aliases} | {provider.Protocol} | {provider.KeyVariable ?? "none"} |";
    }

    private static string Code(string? text) => $"`{text}`";
}
