using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using StreamPS.Binding;

namespace StreamPS.Conversation;

/// <summary>The files of a conversation. What was there before isn't written over, but for a file of the same conversation.</summary>
internal sealed class DialogueFiles
{
    private const string Markdown = ".md";

    private readonly PathIntrinsics _paths;
    private readonly HashSet<string> _own = [];

    public DialogueFiles(PathIntrinsics paths)
    {
        _paths = paths;
    }

    /// <summary>Writes a session, as Markdown or JSON Lines by the file's ending, and gives the file.</summary>
    /// <exception cref="IOException">The file can't be written, or has something else.</exception>
    /// <exception cref="ChatInputException">The file is there, and is no session's.</exception>
    public string Save(ChatSession session, string path) => Write(
        path,
        file =>
        {
            if (IsMarkdown(file))
                ChatSessionFile.WriteMarkdown(session, file);
            else
                ChatSessionFile.Write(session, file);
        },
        file => !IsMarkdown(file) && ChatSessionFile.Read(file, out _).Id == session.Id);

    /// <summary>Writes a text, and gives the file.</summary>
    /// <exception cref="IOException">The file can't be written, or is there already.</exception>
    public string Save(string text, string path) => Write(path, file => File.WriteAllText(file, text), _ => false);

    /// <summary>Reads a session.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isCut">Whether its last line was cut.</param>
    /// <exception cref="ChatInputException">It can't be read.</exception>
    public ChatSession Load(string path, out bool isCut)
    {
        string file = new FileLocator(_paths).Locate(path);
        try
        {
            return ChatSessionFile.Read(file, out isCut);
        }
        catch (Exception exception) when (IsFileError(exception))
        {
            throw new ChatInputException(ChatErrorKind.FileNotReadable, $"The file '{file}' can't be read: {exception.Message}", exception);
        }
    }

    private string Write(string path, Action<string> write, Func<string, bool> isSame)
    {
        try
        {
            string file = _paths.GetUnresolvedProviderPathFromPSPath(path);
            if (Directory.Exists(file))
                throw new IOException("It's a folder.");
            if (File.Exists(file) && !_own.Contains(file) && !isSame(file))
                throw new IOException("It's there already, and has something else.");

            write(file);
            _own.Add(file);
            return file;
        }
        catch (Exception exception) when (IsFileError(exception) || exception is SessionStateException)
        {
            throw new IOException($"'{path}' can't be written: {exception.Message}", exception);
        }
    }

    private static bool IsMarkdown(string file) => string.Equals(Path.GetExtension(file), Markdown, StringComparison.OrdinalIgnoreCase);

    private static bool IsFileError(Exception exception) => exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException;
}
