using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace StreamPS.Tests.Pester;

/// <summary>Each test of <c>tests/Pester</c> as a test of this project.</summary>
[Collection("Shells")]
public sealed class PesterTests
{
    private const string RequireVariable = "STREAMPS_REQUIRE_PWSH";

    public static Task<IEnumerable<ITheoryDataRow>> PowerShellResults() => RunAsync("pwsh");

    public static Task<IEnumerable<ITheoryDataRow>> WindowsPowerShellResults() => OperatingSystem.IsWindows()
        ? RunAsync("powershell")
        : Task.FromResult(ToRows([new PesterResult("Windows PowerShell", PesterResult.Unavailable, "Windows PowerShell 5.1 is there on Windows only.")], "Windows PowerShell"));

    // While tests are listed nothing is run: the suite takes half a minute.
    [Theory]
    [MemberData(nameof(PowerShellResults), DisableDiscoveryEnumeration = true)]
    public void In_PowerShell_7(PesterResult result) => Report(result, IsRequired);

    [Theory]
    [MemberData(nameof(WindowsPowerShellResults), DisableDiscoveryEnumeration = true)]
    public void In_Windows_PowerShell(PesterResult result) => Report(result, isRequired: OperatingSystem.IsWindows() && IsRequired);

    /// <summary>Does what xUnit does for such an outcome.</summary>
    internal static void Report(PesterResult result, bool isRequired)
    {
        switch (result.Outcome)
        {
            case "Passed":
                break;
            case "Skipped":
                Assert.Skip(result.Message.Length > 0 ? result.Message : "It is skipped without a reason.");
                break;
            case PesterResult.Unavailable when !isRequired:
                Assert.Skip(result.Message);
                break;
            case PesterResult.Unavailable:
                Assert.Fail($"{result.Message} {RequireVariable} is set, so that the tests must not be skipped.");
                break;
            default:
                string message = result.Message.Length > 0 ? result.Message : "It was not run: look for the failure of its block's set-up.";
                Assert.Fail($"{result.Outcome}: {message}\n{result.Places}");
                break;
        }
    }

    private static bool IsRequired => Environment.GetEnvironmentVariable(RequireVariable) == "1";

    private static async Task<IEnumerable<ITheoryDataRow>> RunAsync(string name)
    {
        string? shell = Shell.Find(name);
        var results = shell is null
            ? [new PesterResult("PowerShell", PesterResult.Unavailable, $"There is no {name} on the PATH.")]
            : await PesterSuite.RunAsync(shell, Repository.PesterTests);
        return ToRows(results, name);
    }

    private static IEnumerable<ITheoryDataRow> ToRows(IEnumerable<PesterResult> results, string shell) =>
        results.Select(result => new TheoryDataRow<PesterResult>(result) { TestDisplayName = $"{shell}: {result.Name}", Label = "" });
}
