using System.Collections.Generic;

namespace StreamPS.HelpBuilder.Cmdlets;

/// <summary>The parameters the engine adds to a cmdlet that supports ShouldProcess. They appear in no class, so they are described here.</summary>
internal static class ShouldProcessParameters
{
    public static IReadOnlyList<ParameterMetadata> All { get; } =
    [
        Switch("WhatIf", "wi", "Shows what would happen if the cmdlet runs. The cmdlet is not run."),
        Switch("Confirm", "cf", "Prompts you for confirmation before running the cmdlet."),
    ];

    private static ParameterMetadata Switch(string name, string alias, string text) => new()
    {
        Name = name,
        Type = ParameterType.Switch,
        Aliases = [alias],
        Entries = [new ParameterSetEntry(ParameterSetEntry.AllSets, false, null, false, false)],
        StandardText = text,
    };
}
