using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace StreamPS.Tests.Faults;

/// <summary>All faults, and the cells of the matrix.</summary>
internal static class FaultMatrix
{
    /// <summary>The faults by name.</summary>
    public static IReadOnlyDictionary<string, Fault> Faults { get; } =
        ConnectionFaults.All.Concat(StreamFaults.All).Concat(AnswerFaults.All).ToDictionary(fault => fault.Name);

    /// <summary>The cells of some faults: each format that can have it, with each policy.</summary>
    public static TheoryData<string, string, FaultPolicy> GetCells(IReadOnlyList<Fault> faults)
    {
        var cells = new TheoryData<string, string, FaultPolicy>();
        foreach (var fault in faults)
        {
            foreach (var script in FormatScripts.All.Values.Where(fault.Concerns))
            {
                foreach (var policy in Enum.GetValues<FaultPolicy>())
                    cells.Add(script.Name, fault.Name, policy);
            }
        }

        return cells;
    }
}
