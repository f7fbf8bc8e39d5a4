using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;

namespace StreamPS.Binding;

/// <summary>Finds the files that PowerShell paths mean: from the session's folder and drives, which the process doesn't know.</summary>
internal sealed class FileLocator
{
    private const string FileSystem = "FileSystem";

    private readonly PathIntrinsics _paths;

    public FileLocator(PathIntrinsics paths)
    {
        _paths = paths;
    }

    /// <summary>The files that a path means in which wildcards count, by name.</summary>
    /// <exception cref="ChatInputException">There are none.</exception>
    public IReadOnlyList<string> Expand(string path)
    {
        var found = Resolve(path, () => (_paths.GetResolvedProviderPathFromPSPath(path, out var provider), provider));
        if (!WildcardPattern.ContainsWildcardCharacters(path))
            return [.. found.Select(file => Check(path, file))];

        var files = found.Where(File.Exists).OrderBy(file => file, StringComparer.OrdinalIgnoreCase).ToArray();
        return files.Length > 0 ? files : throw NotFound($"No file matches '{path}'.");
    }

    /// <summary>The file that a path means as it stands.</summary>
    /// <exception cref="ChatInputException">There is none.</exception>
    public string Locate(string path) =>
        Check(path, Resolve(path));

    /// <summary>The file that a path means as it stands, whether it's there or not.</summary>
    /// <exception cref="ChatInputException">It leads to no place for files.</exception>
    public string Resolve(string path) =>
        Resolve(path, () => (new[] { _paths.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _) }, provider)).Single();

    /// <summary>The name of a file for others: its way from the session's folder, or its last part when it's elsewhere.</summary>
    public string GetLabel(string file)
    {
        string folder = _paths.CurrentFileSystemLocation.ProviderPath.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar;
        return file.StartsWith(folder, StringComparison.Ordinal)
            ? file.Substring(folder.Length).Replace(Path.DirectorySeparatorChar, '/')
            : Path.GetFileName(file);
    }

    private static IReadOnlyCollection<string> Resolve(string path, Func<(IReadOnlyCollection<string> Files, ProviderInfo Provider)> resolve)
    {
        try
        {
            var (files, provider) = resolve();
            return provider.Name == FileSystem ? files : throw NotFound($"'{path}' is no file: it leads to {provider.Name}.");
        }
        catch (ItemNotFoundException exception)
        {
            throw NotFound($"There is no file '{path}'.", exception);
        }
        catch (RuntimeException exception) when (exception is SessionStateException or ProviderInvocationException)
        {
            throw NotFound($"There is no file '{path}': {exception.Message}", exception);
        }
    }

    private static string Check(string path, string file)
    {
        if (Directory.Exists(file))
            throw new ChatInputException(ChatErrorKind.FileNotReadable, $"'{path}' is a folder: name its files, for example with a wildcard.");

        return File.Exists(file) ? file : throw NotFound($"There is no file '{path}'.");
    }

    private static ChatInputException NotFound(string message, Exception? cause = null) => new(ChatErrorKind.FileNotFound, message, cause);
}
