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

    /// <summary>Opens a file to go on with it, or makes it. Nobody else can open it as long; each write is a file's own, without a buffer.</summary>
    public static FileStream OpenOrCreate(string path)
    {
        if (!IsDevice(path))
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return Open(path, FileMode.OpenOrCreate, IsDevice(path) ? FileAccess.Write : FileAccess.ReadWrite);
    }

    private static FileStream Create(string path) => Open(path, FileMode.CreateNew, FileAccess.Write);

#if NET
    private static FileStream Open(string path, FileMode mode, FileAccess access)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = FileShare.None, BufferSize = 0 };
        if (!System.OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }

    private static void Move(string from, string to) => File.Move(from, to, overwrite: true);

    private static string FollowLinks(string path) => new FileInfo(path) is { LinkTarget: not null } link ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName : path;

    private static bool IsDevice(string path) => !System.OperatingSystem.IsWindows() && path.StartsWith("/dev/", System.StringComparison.Ordinal);
#else
    // netstandard2.0 is for Windows, where a user's folder for settings is private already.
    private static FileStream Open(string path, FileMode mode, FileAccess access) => new(path, mode, access, FileShare.None, bufferSize: 1);

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
