using System.IO;
using System.Linq;
using System.Reflection;

namespace StreamPS.Browser.Tests.Support;

/// <summary>Where things are, as the build that made this assembly knows.</summary>
internal static class Repository
{
    /// <summary>The pictures of the docs.</summary>
    public static string Images => Path.Combine(Root, "docs", "images");

    /// <summary>The folder of these tests.</summary>
    public static string BrowserTests => Path.Combine(Root, "tests", "StreamPS.Browser.Tests");

    private static string Root =>
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "RepositoryRoot").Value!;
}
