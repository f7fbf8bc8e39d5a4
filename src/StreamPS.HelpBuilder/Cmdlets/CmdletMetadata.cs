using System.Collections.Generic;

namespace StreamPS.HelpBuilder.Cmdlets;

/// <summary>What the assembly says about a cmdlet.</summary>
internal sealed record CmdletMetadata
{
    public required string Verb { get; init; }

    public required string Noun { get; init; }

    public string Name => $"{Verb}-{Noun}";

    /// <summary>Where the page stands on the web; null when the cmdlet doesn't say.</summary>
    public string? HelpUri { get; init; }

    /// <summary>The names of its parameter sets, the default one first. A cmdlet without sets has one.</summary>
    public required IReadOnlyList<string> ParameterSets { get; init; }

    public required IReadOnlyList<ParameterMetadata> Parameters { get; init; }

    /// <summary>The full names of the types it declares to write.</summary>
    public required IReadOnlyList<string> OutputTypes { get; init; }
}
