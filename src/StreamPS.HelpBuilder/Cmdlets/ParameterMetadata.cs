using System;
using System.Collections.Generic;
using System.Linq;

namespace StreamPS.HelpBuilder.Cmdlets;

/// <summary>What the assembly says about a parameter.</summary>
internal sealed record ParameterMetadata
{
    public required string Name { get; init; }

    public required ParameterType Type { get; init; }

    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The only values it takes: of a ValidateSet, or the members of an enumeration. Empty when it takes any.</summary>
    public IReadOnlyList<string> AcceptedValues { get; init; } = [];

    /// <summary>One entry per set it belongs to, or a single one for all sets.</summary>
    public required IReadOnlyList<ParameterSetEntry> Entries { get; init; }

    public bool AcceptsWildcards { get; init; }

    /// <summary>It works but isn't offered (DontShow): it may be described, and stays out of the syntax.</summary>
    public bool IsHidden { get; init; }

    /// <summary>The description of a parameter that the engine adds; a page needn't repeat it.</summary>
    public string? StandardText { get; init; }

    public bool NeedsSection => !IsHidden && StandardText is null;

    public bool IsMandatory => Entries.All(entry => entry.IsMandatory);

    /// <summary>Its position in the first set that has one.</summary>
    public int? Position => Entries.Select(entry => entry.Position).FirstOrDefault(position => position is not null);

    public bool FromPipeline => Entries.Any(entry => entry.FromPipeline);

    public bool FromPipelineByPropertyName => Entries.Any(entry => entry.FromPipelineByPropertyName);

    /// <summary>How it belongs to a set; null when it doesn't.</summary>
    public ParameterSetEntry? EntryOf(string parameterSet) =>
        Entries.FirstOrDefault(entry => entry.IsOfAllSets || string.Equals(entry.ParameterSet, parameterSet, StringComparison.OrdinalIgnoreCase));
}
