using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Playwright;
using StreamPS.Browser.Tests.Support;
using Xunit;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace StreamPS.Browser.Tests.Support;

/// <summary>The browser of all tests: the Chromium that is installed, without a window.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string RequireVariable = "STREAMPS_REQUIRE_CHROMIUM";

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private string _whyNot = "There is no Chromium on the PATH.";

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (Find() is not { } path)
            return;

        Assertions.SetDefaultExpectTimeout(15_000);
        try
        {
            _playwright = await Playwright.CreateAsync();
            // Chromium's sandbox can't be had as root, nor in most containers.
            _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = path, ChromiumSandbox = !OperatingSystem.IsLinux() });
        }
        catch (PlaywrightException exception)
        {
            _whyNot = $"{path} doesn't start: {exception.Message}";
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>A browser profile of its own.</summary>
    internal Task<IBrowserContext> NewContextAsync(BrowserNewContextOptions options)
    {
        if (_browser is not null)
            return _browser.NewContextAsync(options);

        Assert.SkipWhen(Environment.GetEnvironmentVariable(RequireVariable) != "1", _whyNot);
        throw new InvalidOperationException($"{_whyNot} {RequireVariable} is set, so that the tests must not be skipped.");
    }

    private static string? Find()
    {
        string extension = OperatingSystem.IsWindows() ? ".exe" : "";
        return Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator)
            .Where(folder => folder.Length > 0)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, name + extension)))
            .FirstOrDefault(File.Exists);
    }
}
