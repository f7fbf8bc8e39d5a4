using System.Collections.Generic;
using StreamPS.HelpBuilder.Text;

namespace StreamPS.HelpBuilder.Pages;

/// <summary>A cmdlet's page: everything a person has to write about it.</summary>
internal sealed record CmdletPage
{
    public required string Path { get; init; }

    /// <summary>The cmdlet's name, from the file's.</summary>
    public required string Name { get; init; }

    public required string Synopsis { get; init; }

    public required IReadOnlyList<TextBlock> Description { get; init; }

    public required IReadOnlyList<ParameterText> Parameters { get; init; }

    /// <summary>The cmdlet whose page has the texts of the parameters that this one leaves out; null when it refers to none.</summary>
    public required string? ParametersFrom { get; init; }

    /// <summary>The line of the heading over the parameters, or of the title when there is none.</summary>
    public required int ParametersLine { get; init; }

    public required IReadOnlyList<TypeText> Inputs { get; init; }

    public required IReadOnlyList<TypeText> Outputs { get; init; }

    public required IReadOnlyList<TextBlock> Notes { get; init; }

    public required IReadOnlyList<PageExample> Examples { get; init; }

    /// <summary>The line of the heading over the examples, or of the title when there is none.</summary>
    public required int ExamplesLine { get; init; }

    public required IReadOnlyList<PageLink> RelatedLinks { get; init; }
}
