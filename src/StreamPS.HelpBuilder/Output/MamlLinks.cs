using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Xml.Linq;
using StreamPS.HelpBuilder.Cmdlets;
using StreamPS.HelpBuilder.Pages;
using static StreamPS.HelpBuilder.Output.MamlNamespaces;

namespace StreamPS.HelpBuilder.Output;

/// <summary>Related links in MAML.</summary>
internal static class MamlLinks
{
    public static XElement Related(CmdletMetadata cmdlet, CmdletPage page) => new(
        Maml + "relatedLinks",
        OnlineVersion(cmdlet).Concat(page.RelatedLinks.Select(link => Link(link.Text, Address(link.Target, cmdlet.HelpUri)))));

    // Get-Help -Online opens the first link that has an address, so it stands first.
    private static IEnumerable<XElement> OnlineVersion(CmdletMetadata cmdlet) => cmdlet.HelpUri is null ? [] : [Link("Online Version:", cmdlet.HelpUri)];

    private static XElement Link(string text, string address) =>
        new(Maml + "navigationLink", new XElement(Maml + "linkText", text), new XElement(Maml + "uri", address));

    // A page that is help itself is reached by its name. Another file is reached on the web, when we know where the page stands there.
    private static string Address(string target, string? helpUri)
    {
        if (Uri.TryCreate(target, UriKind.Absolute, out _)) return target;
        if (IsHelp(target) || helpUri is null || !helpUri.EndsWith(".md", StringComparison.Ordinal)) return "";
        return new Uri(new Uri(helpUri), target).AbsoluteUri;
    }

    private static bool IsHelp(string target)
    {
        string name = Path.GetFileName(target.Split('#')[0]);
        return !target.Contains('/', StringComparison.Ordinal) || name.StartsWith("about_", StringComparison.Ordinal);
    }
}
