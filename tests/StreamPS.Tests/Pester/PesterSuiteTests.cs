using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Xunit;
using Xunit.Sdk;

namespace StreamPS.Tests.Pester;

/// <summary>The way from Pester's results to xUnit's: a test that silently doesn't run would be worse than one that fails.</summary>
[Collection("Shells")]
public sealed class PesterSuiteTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("StreamPS-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Each_test_has_its_own_outcome()
    {
        var results = await RunAsync(
            """
            Describe 'Block' {
                It 'passes' { 1 | Should -Be 1 }
                It 'fails' { 1 | Should -Be 2 }
                It 'is skipped' { Set-ItResult -Skipped -Because 'there is no moon' }
                It 'is left out' -Skip { }
                It 'is row <_>' -ForEach 1, 2 { }
                It 'has a twin' { }
                It 'has a twin' { }
            }
            """);

        Assert.Equal(
            [
                "Some.Tests.ps1: Block.passes Passed",
                "Some.Tests.ps1: Block.fails Failed",
                "Some.Tests.ps1: Block.is skipped Skipped",
                "Some.Tests.ps1: Block.is left out Skipped",
                "Some.Tests.ps1: Block.is row 1 Passed",
                "Some.Tests.ps1: Block.is row 2 Passed",
                "Some.Tests.ps1: Block.has a twin Passed",
                "Some.Tests.ps1: Block.has a twin (2) Passed",
            ],
            results.Select(result => $"{result.Name} {result.Outcome}"));
        Assert.Equal("Expected 2, but got 1.", results[1].Message);
        Assert.Contains("Some.Tests.ps1: line 3", results[1].Places, StringComparison.Ordinal);
        Assert.Equal("there is no moon", results[2].Message);
    }

    [Theory]
    [InlineData("Describe 'Block' { throw 'no discovery' }", "no discovery")]
    [InlineData("Describe 'Block' { It ", "Missing closing '}'")]
    [InlineData("BeforeAll { throw 'no set-up' }; Describe 'Block' { It 'passes' { } }", "no set-up")]
    [InlineData("Describe 'Block' { BeforeAll { throw 'no set-up' }; It 'passes' { } }", "no set-up")]
    [InlineData("Describe 'Block' { AfterAll { throw 'no tear-down' }; It 'passes' { } }", "no tear-down")]
    public async Task A_file_that_breaks_is_a_failure(string script, string message)
    {
        var results = await RunAsync(script);

        Assert.Contains(results, result => result.Outcome == "Failed" && result.Message.Contains(message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Describe 'Block' { }", "The suite has no tests.")]
    [InlineData("Describe 'Block' { It 'leaves' { [Environment]::Exit(0) } }", "The suite ended before it was through.")]
    [InlineData("Describe 'Block' { It 'crashes' { [Environment]::Exit(7) } }", "The suite ended with exit code 7.")]
    public async Task A_run_that_ends_without_results_is_a_failure(string script, string message)
    {
        var result = Assert.Single(await RunAsync(script));

        Assert.Equal("Failed", result.Outcome);
        Assert.StartsWith(message, result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_tests_is_a_failure()
    {
        var result = Assert.Single(await PesterSuite.RunAsync(FindShell(), _folder));

        Assert.Equal("Failed", result.Outcome);
    }

    [Theory]
    [InlineData("Passed", true, "passed")]
    [InlineData("Skipped", true, "skipped")]
    [InlineData(PesterResult.Unavailable, false, "skipped")]
    [InlineData(PesterResult.Unavailable, true, "failed")]
    [InlineData("Failed", false, "failed")]
    [InlineData("Inconclusive", false, "failed")]
    [InlineData("NotRun", false, "failed")]
    [InlineData("a word of a later Pester", false, "failed")]
    public void Outcomes_are_reported_as_they_are(string outcome, bool isRequired, string expected)
    {
        string actual = "passed";
        try
        {
            PesterTests.Report(new PesterResult("x", outcome, "no moon"), isRequired);
        }
        catch (Exception exception)
        {
            // Not by Assert.Throws: it lets a skip through, which would skip this test.
            actual = exception is SkipException ? "skipped" : "failed";
            Assert.Contains("no moon", exception.Message, StringComparison.Ordinal);
        }

        Assert.Equal(expected, actual);
    }

    [Fact]
    public void A_shell_is_looked_for_on_the_path()
    {
        string file = Path.Combine(_folder, OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh");
        string folders = string.Join(Path.PathSeparator, Path.Combine(_folder, "elsewhere"), _folder);

        Assert.Null(Shell.Find("pwsh", folders));
        Assert.Null(Shell.Find("pwsh", null));
        File.WriteAllText(file, "");
        Assert.Equal(file, Shell.Find("pwsh", folders));
    }

    private async Task<IReadOnlyList<PesterResult>> RunAsync(string script)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "Some.Tests.ps1"), script, TestContext.Current.CancellationToken);
        var results = await PesterSuite.RunAsync(FindShell(), _folder);
        if (results[0].Outcome == PesterResult.Unavailable)
            Assert.Skip(results[0].Message);
        return results;
    }

    private static string FindShell()
    {
        string? shell = Shell.Find("pwsh");
        Assert.SkipWhen(shell is null, "There is no pwsh on the PATH.");
        return shell!;
    }
}
