namespace StreamPS.HelpBuilder.Cmdlets;

/// <summary>How a parameter belongs to a parameter set.</summary>
internal sealed record ParameterSetEntry(
    string ParameterSet, bool IsMandatory, int? Position, bool FromPipeline, bool FromPipelineByPropertyName)
{
    /// <summary>PowerShell's name for "every set".</summary>
    public const string AllSets = "__AllParameterSets";

    public bool IsOfAllSets => ParameterSet == AllSets;
}
