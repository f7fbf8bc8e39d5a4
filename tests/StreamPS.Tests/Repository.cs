using System.IO;
using System.Linq;
using System.Reflection;

namespace StreamPS.Tests;

/// <summary>Where things are, as the build that made this assembly knows.</summary>
internal static class Repository
{
    /// <summary>The module that the build left.</summary>
    public static string Module => Path.Combine(Root, "out", "StreamPS");

    /// <summary>The folder of the Pester tests.</summary>
    public static string PesterTests => Path.Combine(Root, "tests", "Pester");

    /// <summary>The server that the Pester tests start, of the same configuration as this assembly.</summary>
    public static string LoopbackServer => Read("LoopbackServer");

    /// <summary>The committed public surface.</summary>
    public static string PublicSurface => Path.Combine(Root, "tests", "StreamPS.Tests", "PublicSurface.txt");

    private static string Root => Read("RepositoryRoot");

    private static string Read(string key) =>
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
