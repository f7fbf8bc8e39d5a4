using System.Xml.Linq;

namespace StreamPS.HelpBuilder.Output;

/// <summary>The namespaces of MAML, the XML that Get-Help reads.</summary>
internal static class MamlNamespaces
{
    public static readonly XNamespace Help = "http://msh";
    public static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    public static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    public static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";
}
