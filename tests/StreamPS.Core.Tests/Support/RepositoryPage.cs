using System;
using System.IO;

namespace StreamPS.Tests.Support;

/// <summary>The project's pages, which tests compare with the code.</summary>
internal static class RepositoryPage
{
    /// <summary>The lines of a page.</summary>
    /// <param name="parts">Its path in the repository.</param>
    public static string[] Read(params string[] parts) => File.ReadAllLines(Find(parts));

    /// <summary>Where a file or a folder of the repository is.</summary>
    /// <param name="parts">Its path in the repository.</param>
    public static string Find(params string[] parts)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "StreamPS.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests run outside the repository.");
        return Path.Combine([folder.FullName, .. parts]);
    }
}
