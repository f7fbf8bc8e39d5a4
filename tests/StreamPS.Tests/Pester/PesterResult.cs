namespace StreamPS.Tests.Pester;

/// <summary>What became of one Pester test.</summary>
/// <param name="Name">The file, and the names of the blocks and of the test.</param>
/// <param name="Outcome">Pester's word: Passed, Failed, Skipped, Inconclusive, NotRun.</param>
/// <param name="Message">What went wrong, or why it was skipped.</param>
/// <param name="Places">Where in the tests.</param>
public sealed record PesterResult(string Name, string Outcome, string Message = "", string Places = "")
{
    /// <summary>The outcome of a suite that could not be asked: it has this one result.</summary>
    public const string Unavailable = nameof(Unavailable);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
