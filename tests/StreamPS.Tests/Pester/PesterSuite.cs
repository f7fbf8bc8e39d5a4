using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;

namespace StreamPS.Tests.Pester;

/// <summary>
/// Runs Pester tests in a shell of their own, by <c>tests/Pester/Invoke-Suite.ps1</c>. Whatever keeps a test from running is a result, too:
/// there is no way to lose tests without a failure.
/// </summary>
internal static class PesterSuite
{
    // The whole suite takes half a minute: this is for a run that hangs.
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(15);

    /// <summary>Runs all tests of a folder.</summary>
    /// <param name="shell">The full path of pwsh or powershell.exe.</param>
    /// <param name="tests">The folder.</param>
    /// <returns>At least one result.</returns>
    public static async Task<IReadOnlyList<PesterResult>> RunAsync(string shell, string tests)
    {
        string resultFile = Path.Combine(Path.GetTempPath(), $"StreamPS-{Guid.NewGuid():N}.jsonl");
        try
        {
            string? complaint = await RunShellAsync(shell, tests, resultFile);
            var lines = File.Exists(resultFile) ? await File.ReadAllLinesAsync(resultFile) : [];
            return Read(lines, complaint);
        }
        finally
        {
            File.Delete(resultFile);
        }
    }

    private static async Task<string?> RunShellAsync(string shell, string tests, string resultFile)
    {
        var start = new ProcessStartInfo(shell) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (string argument in new[] { "-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass", "-File", Path.Combine(Repository.PesterTests, "Invoke-Suite.ps1"), "-ResultFile", resultFile, "-Path", tests })
            start.ArgumentList.Add(argument);
        start.Environment["STREAMPS_LOOPBACK_SERVER"] = Repository.LoopbackServer;

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(TimeLimit);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            return $"The suite did not end within {TimeLimit.TotalMinutes} minutes.";
        }

        return process.ExitCode == 0 ? null : $"The suite ended with exit code {process.ExitCode}.\n{await output}{await errors}";
    }

    private static List<PesterResult> Read(string[] lines, string? complaint)
    {
        var results = new List<PesterResult>();
        bool hasEnded = false;
        foreach (string line in lines)
        {
            using var document = JsonDocument.Parse(line);
            var fields = document.RootElement;
            string Text(string name) => fields.GetProperty(name).GetString() ?? "";

            switch (Text("kind"))
            {
                case "test":
                    results.Add(new PesterResult($"{Text("file")}: {Text("name")}", Text("outcome"), Text("message"), Text("places")));
                    break;
                case "unavailable":
                    return [new PesterResult("Pester", PesterResult.Unavailable, Text("reason"))];
                case "end":
                    hasEnded = true;
                    break;
            }
        }

        if (!hasEnded || complaint is not null)
            results.Add(new PesterResult("The suite", "Failed", complaint ?? "The suite ended before it was through."));
        else if (results.Count == 0)
            results.Add(new PesterResult("The suite", "Failed", "The suite has no tests."));
        return Distinct(results);
    }

    // Runners take two results of one name for one test.
    private static List<PesterResult> Distinct(IEnumerable<PesterResult> results) => results
        .GroupBy(result => result.Name)
        .SelectMany(group => group.Select((result, index) => index == 0 ? result : result with { Name = $"{result.Name} ({index + 1})" }))
        .ToList();
}
