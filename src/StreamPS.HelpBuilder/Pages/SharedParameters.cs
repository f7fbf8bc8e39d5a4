using System;
using System.Collections.Generic;
using System.Linq;
using StreamPS.HelpBuilder.Cmdlets;

namespace StreamPS.HelpBuilder.Pages;

/// <summary>
/// Gives a page the parameter texts of the page it refers to, so that what several cmdlets share is written once. Its own texts go first,
/// and only parameters that its cmdlet has are taken.
/// </summary>
internal static class SharedParameters
{
    public static CmdletPage Complete(CmdletPage page, IReadOnlyList<CmdletPage> pages, IReadOnlyList<CmdletMetadata> cmdlets)
    {
        CmdletPage? source = pages.FirstOrDefault(other => other.Name == page.ParametersFrom);
        CmdletMetadata? cmdlet = cmdlets.FirstOrDefault(other => other.Name == page.Name);
        if (source is null || cmdlet is null) return page;

        var own = page.Parameters.Select(text => text.Name).ToHashSet(StringComparer.Ordinal);
        var known = cmdlet.Parameters.Select(parameter => parameter.Name).ToHashSet(StringComparer.Ordinal);
        return page with { Parameters = [.. page.Parameters, .. source.Parameters.Where(text => known.Contains(text.Name) && !own.Contains(text.Name))] };
    }
}
