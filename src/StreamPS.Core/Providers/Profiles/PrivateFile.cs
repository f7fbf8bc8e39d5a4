using System.IO;

namespace StreamPS;

/// <summary>Writes files that belong to one user.</summary>
internal static class PrivateFile
{
    /// <summary>Writes a file whole or not at all: it's written beside its place and then moved there. On Unix only the user can read it (0600).</summary>
    public static void Replace(string path, byte[] content)
    {
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
#endif
}
