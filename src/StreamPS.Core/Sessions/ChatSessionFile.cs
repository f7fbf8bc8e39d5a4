using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;

namespace StreamPS;

/// <summary>
/// Conversations as files of JSON Lines: the first line says what the session is, and each one after it is a turn. Turns can be appended: a
/// crash in the middle of writing costs the last line at most.
/// </summary>
public static class ChatSessionFile
{
    /// <summary>Writes a session, whole or not at all: a file that's there is replaced when the new one is finished.</summary>
    /// <param name="session">The session.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The file can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static void Write(ChatSession session, string path) =>
        PrivateFile.Replace(path, Encode([ChatSessionJson.WriteHeader(session), .. session.Turns.Select(ChatSessionJson.WriteTurn)]));

    /// <summary>Writes a session as Markdown, for people. It can't be read back.</summary>
    /// <param name="session">The session.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The file can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static void WriteMarkdown(ChatSession session, string path) =>
        PrivateFile.Replace(path, Encoding.UTF8.GetBytes(ChatSessionMarkdown.Write(session)));

    /// <summary>Appends the turns that the file doesn't have yet; makes the file when it isn't there.</summary>
    /// <param name="session">The session.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="ChatInputException">The file is of another session, or can't be read.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static void Append(ChatSession session, string path)
    {
        if (!File.Exists(path))
        {
            Write(session, path);
            return;
        }

        string text = File.ReadAllText(path);
        var written = Parse(path, text, out _);
        if (written.Id != session.Id)
            throw Invalid(path, "it's of another session");

        // What is left of a line that was cut, or a line whose end is missing, goes away with the rest of the file.
        if (!IsTerminated(text) || written.Turns.Count > session.Turns.Count)
        {
            Write(session, path);
            return;
        }

        byte[] lines = Encode(session.Turns.Skip(written.Turns.Count).Select(ChatSessionJson.WriteTurn));
        using var stream = new FileStream(path, FileMode.Append, FileAccess.Write);
        stream.Write(lines, 0, lines.Length);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Reads a session.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isCut">Whether the last line was cut and left out, as a crash in the middle of writing leaves it.</param>
    /// <returns>The session.</returns>
    /// <exception cref="ChatInputException">The file has no session, or a line that can't be read.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static ChatSession Read(string path, out bool isCut) => Parse(path, File.ReadAllText(path), out isCut);

    private static ChatSession Parse(string path, string text, out bool isCut)
    {
        isCut = !IsTerminated(text);
        string[] lines = text.Split('\n');
        var session = ReadLine(path, 0, lines[0], ChatSessionJson.ReadHeader);
        for (int index = 1; index < lines.Length; index++)
        {
            bool isLast = index == lines.Length - 1;
            if (string.IsNullOrWhiteSpace(lines[index]) || (isLast && isCut && !IsWhole(lines[index])))
                continue;

            session.Add(ReadLine(path, index, lines[index], ChatSessionJson.ReadTurn));
        }

        isCut = isCut && !IsWhole(lines[lines.Length - 1]);
        return session;
    }

    private static bool IsTerminated(string text) => text.Length == 0 || text[text.Length - 1] == '\n';

    private static byte[] Encode(IEnumerable<string> lines) => Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));

    private static bool IsWhole(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static T ReadLine<T>(string path, int index, string line, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return read(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw Invalid(path, $"line {index + 1} can't be read: {exception.Message.TrimEnd('.')}");
        }
    }

    private static ChatInputException Invalid(string path, string why) => new(ChatErrorKind.FileNotReadable, $"'{path}' can't be used as a session's file: {why}.");
}
