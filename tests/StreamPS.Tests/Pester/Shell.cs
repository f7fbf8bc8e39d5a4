using System;
using System.IO;
using System.Linq;

namespace StreamPS.Tests.Pester;

/// <summary>Finds a shell as the system does: on the PATH.</summary>
internal static class Shell
{
    /// <summary>The full path of an executable, or null when there is none.</summary>
    /// <param name="name">Its name without an extension.</param>
    public static string? Find(string name) => Find(name, Environment.GetEnvironmentVariable("PATH"));

    /// <summary>The full path of an executable in one of the folders, or null when there is none.</summary>
    /// <param name="name">Its name without an extension.</param>
    /// <param name="folders">The folders, as PATH has them.</param>
    public static string? Find(string name, string? folders)
    {
        string file = OperatingSystem.IsWindows() ? name + ".exe" : name;
        return (folders ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder.Trim('"'), file))
            .FirstOrDefault(File.Exists);
    }
}
