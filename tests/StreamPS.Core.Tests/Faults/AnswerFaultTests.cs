using System.Threading.Tasks;
using StreamPS.Tests.Support;
using Xunit;

namespace StreamPS.Tests.Faults;

/// <summary>Every fault in every format with every policy: the error's id, the text, the requests, and whether the server was let go.</summary>
public sealed class AnswerFaultTests : ServerTest
{
    public static TheoryData<string, string, FaultPolicy> Cells => FaultMatrix.GetCells(AnswerFaults.All);

    [Theory]
    [MemberData(nameof(Cells))]
    public Task A_fault_has_its_outcome(string format, string fault, FaultPolicy policy) =>
        new FaultRun(Server, FormatScripts.All[format], FaultMatrix.Faults[fault], policy).CheckAsync();
}
