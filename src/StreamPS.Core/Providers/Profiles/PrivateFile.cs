using System.IO;

namespace StreamPS;

/// <summary>Writes files that belong to one user.</summary>
internal static class PrivateFile
{
    /// <summary>
    /// Writes a file whole or not at all: it's written beside its place and then moved there. On Unix only the user can read it (0600). A link
    /// stays one, and what it leads to is written; a device is written to.
    /// </summary>
    public static void Replace(string path, byte[] content)
    {
        path = FollowLinks(path);
        if (IsDevice(path))
        {
            using var device = new FileStream(path, FileMode.Open, FileAccess.Write);
            device.Write(content, 0, content.Length);
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string beside = path + "." + Path.GetRandomFileName();
        try
        {
            using (var stream = Create(beside))
            {
                stream.Write(content, 0, content.Length);
                stream.Flush(flushToDisk: true);
            }

            Move(beside, path);
        }
        finally
        {
            File.Delete(beside);
        }
    }

#if NET
    private static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!System.OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }

    private static void Move(string from, string to) => File.Move(from, to, overwrite: true);

    private static string FollowLinks(string path) => new FileInfo(path) is { LinkTarget: not null } link ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName : path;

    private static bool IsDevice(string path) => !System.OperatingSystem.IsWindows() && path.StartsWith("/dev/", System.StringComparison.Ordinal);
#else
    // netstandard2.0 is for Windows, where a user's folder for settings is private already.
    private static FileStream Create(string path) => new(path, FileMode.CreateNew, FileAccess.Write);

    private static void Move(string from, string to)
    {
        if (File.Exists(to))
            File.Replace(from, to, destinationBackupFileName: null);
        else
            File.Move(from, to);
    }

    private static string FollowLinks(string path) => path;

    private static bool IsDevice(string path) => false;
#endif
}
