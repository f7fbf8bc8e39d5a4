using System.Collections.Generic;
using System.Linq;

namespace StreamPS.Tests.Faults;

/// <summary>The fault matrix as the table of the page about reliability.</summary>
internal static class FaultTable
{
    private static readonly FormatScript[] Formats = [.. FormatScripts.All.Values.Where(script => !script.IsCumulative)];

    /// <summary>The table's lines.</summary>
    public static IEnumerable<string> Lines =>
    [
        "| fault | formats | plain | retry | resume |",
        "|---|---|---|---|---|",
        .. FaultMatrix.Faults.Values.Select(Row),
    ];

    private static string Row(Fault fault)
    {
        var formats = Formats.Where(fault.Concerns).ToArray();
        return $"| {fault.Name} | {Name(formats)} | {Cell(FaultPolicy.Plain)} | {Cell(FaultPolicy.Retry)} | {Cell(FaultPolicy.Resume)} |";

        string Cell(FaultPolicy policy)
        {
            var outcomes = formats.Select(script => Describe(script, fault, policy)).Distinct().ToArray();
            return string.Join(" or ", outcomes.Select(outcome => outcome.What)) + outcomes[0].Detail;
        }
    }

    private static string Name(FormatScript[] formats)
    {
        string[] others = [.. Formats.Except(formats).Select(script => script.Name)];
        return others.Length == 0 ? "all" : others.Length == 1 ? $"all but {others[0]}" : string.Join(", ", formats.Select(script => script.Name));
    }

    private static (string What, string Detail) Describe(FormatScript script, Fault fault, FaultPolicy policy)
    {
        string text = fault.Text(script);
        return fault.Expect(script, policy) switch
        {
            { Error: { } error } => ($"{error}", text.Length == 0 ? "" : text == script.Text ? ", all text" : ", text so far"),
            { Requests: 1 } => ("complete", ""),
            _ => ("complete", text.Length == 0 ? ", asked again" : ", continued"),
        };
    }
}
