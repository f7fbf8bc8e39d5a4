using System;
using System.IO;
using System.Text;
using System.Text.Json;

namespace StreamPS.Cassettes;

/// <summary>Opens the file of a recording.</summary>
internal static class CassetteFile
{
    private const int LongestBeginning = 4096;

    /// <summary>Opens a file at the end of what it has, or makes it. Nobody else can write to it then.</summary>
    /// <exception cref="ChatCassetteException">It can't be written, or it's no cassette.</exception>
    public static Stream Open(string path)
    {
        if (Directory.Exists(path))
            throw NotWritable(path, "it's a folder");

        FileStream? file = null;
        try
        {
            file = PrivateFile.OpenOrCreate(path);
            if (file.CanSeek && file.Length > 0)
                GoToEnd(path, file);
            return file;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            file?.Dispose();
            throw NotWritable(path, exception.Message, exception);
        }
        catch (ChatException)
        {
            file?.Dispose();
            throw;
        }
    }

    private static void GoToEnd(string path, FileStream file)
    {
        if (!IsCassette(ReadBeginning(file)))
            throw NotWritable(path, "it has something else in it than a cassette");

        // A crash in the middle of writing may have left half a line.
        for (long end = file.Length; end > 0; end--)
        {
            file.Position = end - 1;
            if (file.ReadByte() != '\n')
                continue;

            file.SetLength(end);
            file.Position = end;
            return;
        }
    }

    private static string ReadBeginning(FileStream file)
    {
        byte[] beginning = new byte[Math.Min(LongestBeginning, file.Length)];
        int length = 0;
        for (int read = -1; read != 0 && length < beginning.Length; length += read)
            read = file.Read(beginning, length, beginning.Length - length);
        return Encoding.UTF8.GetString(beginning, 0, length);
    }

    private static bool IsCassette(string beginning)
    {
        int end = beginning.IndexOf('\n');
        if (end < 0)
            return false;

        try
        {
            using var line = JsonDocument.Parse(beginning.Substring(0, end).TrimStart('\uFEFF'));
            return line.RootElement.ValueKind == JsonValueKind.Object
                && line.RootElement.TryGetProperty(CassetteNames.Cassette, out var format)
                && format.ValueKind == JsonValueKind.String
                && format.ValueEquals(CassetteNames.Format)
                && line.RootElement.TryGetProperty(CassetteNames.VersionField, out var version)
                && version.ValueKind == JsonValueKind.Number
                && version.TryGetInt32(out int number)
                && number == CassetteNames.Version;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static ChatCassetteException NotWritable(string path, string why, Exception? cause = null) =>
        new(ChatErrorKind.CassetteNotWritable, $"The cassette '{path}' can't be recorded: {why.TrimEnd('.')}.", cause);
}
