using System;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Relay;

/// <summary>The page's files come from the assembly, with headers that keep a browser from doing more with them than they need.</summary>
public sealed class PageTests : RelayTest
{
    private static readonly string[] SafetyHeaders = ["X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "Cache-Control"];

    public static TheoryData<string> Files =>
        [.. typeof(ChatRelay).Assembly.GetManifestResourceNames().Where(name => name.StartsWith("page/", StringComparison.Ordinal)).Select(name => name[4..]).Append("/")];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Each_file_is_served(string path)
    {
        var relay = StartRelay();

        using var response = await Http.GetAsync(new Uri(relay.Address, path));

        Assert.Equal(200, (int)response.StatusCode);
        Assert.NotEmpty(await response.Content.ReadAsByteArrayAsync());
        Assert.Equal(
            path.Split('.') switch
            {
                ["/"] or [_, "html"] => "text/html; charset=utf-8",
                [_, "css"] => "text/css; charset=utf-8",
                [.., "js" or "mjs"] => "text/javascript; charset=utf-8",
                [_, "svg"] => "image/svg+xml",
                _ => "?",
            },
            response.Content.Headers.ContentType!.ToString());
        string Header(string name) => response.Headers.GetValues(name).Single();
        Assert.Equal(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
            Header("Content-Security-Policy"));
        Assert.Equal(
            ["nosniff", "no-referrer", "same-origin", "same-origin", "no-cache"],
            SafetyHeaders.Select(Header));
        Assert.Contains("camera=()", Header("Permissions-Policy"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_browser_asks_for_an_icon_in_vain()
    {
        var relay = StartRelay();

        using var response = await Http.GetAsync(new Uri(relay.Address, "/favicon.ico"));

        Assert.Equal(204, (int)response.StatusCode);
    }
}
