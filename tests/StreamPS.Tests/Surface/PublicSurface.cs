using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;

namespace StreamPS.Tests.Surface;

/// <summary>Everything of a flavour of the module that others can depend on, as lines of text.</summary>
internal static class PublicSurface
{
    private static readonly string[] Assemblies = ["StreamPS.dll", "StreamPS.Core.dll"];

    /// <summary>Reads a flavour's assemblies. They're not loaded, so that neither PowerShell nor .NET Framework is needed.</summary>
    /// <param name="flavour">The folder's name: Core or Desktop.</param>
    public static IReadOnlyList<string> Read(string flavour)
    {
        string folder = Path.Combine(Repository.Module, "bin", flavour);
        using var context = new MetadataLoadContext(new PathAssemblyResolver(FindAssemblies(folder)));
        var types = Assemblies.ToDictionary(file => file, file => PublicTypes(context.LoadFromAssemblyPath(Path.Combine(folder, file))));

        var lines = new List<string>();
        Add(lines, "Cmdlets", types["StreamPS.dll"].Where(CmdletSurface.IsCmdlet).SelectMany(CmdletSurface.Describe));
        Add(lines, "Error ids", types["StreamPS.Core.dll"].Single(type => type.Name == "ChatErrorKind").GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.Name));
        foreach (string file in Assemblies)
            Add(lines, file, types[file].SelectMany(TypeSurface.Describe));
        return lines;
    }

    private static void Add(List<string> lines, string title, IEnumerable<string> section)
    {
        lines.Add($"# {title}");
        lines.AddRange(section);
        lines.Add("");
    }

    private static Type[] PublicTypes(Assembly assembly) => [.. assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal)];

    // The module's own copies go before the runtime's.
    private static IEnumerable<string> FindAssemblies(string folder) =>
        new[] { folder, Path.Combine(AppContext.BaseDirectory, "reference"), RuntimeEnvironment.GetRuntimeDirectory() }
            .SelectMany(source => Directory.GetFiles(source, "*.dll"))
            .DistinctBy(Path.GetFileName);
}
