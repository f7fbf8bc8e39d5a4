using System;
using System.Diagnostics;
using System.IO;

namespace StreamPS.Conversation;

/// <summary>The editor that the user has chosen, for text that can't be changed at the prompt.</summary>
internal static class TextEditor
{
    private static readonly string[] Variables = ["VISUAL", "EDITOR"];

    /// <summary>Has a text changed.</summary>
    /// <exception cref="IOException">There is no editor, or it can't be started.</exception>
    public static string Edit(string text)
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, text);
            Run(file);
            return File.ReadAllText(file).Replace("\r\n", "\n").Trim('\n');
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static void Run(string file)
    {
        string command = Find() ?? throw new IOException("No editor is chosen: the environment variable EDITOR names one.");
        string[] words = command.Split([' '], 2);
        string options = words.Length > 1 ? words[1] + " " : "";
        try
        {
            using var process = Process.Start(new ProcessStartInfo(words[0], $"{options}\"{file}\"") { UseShellExecute = false });
            process?.WaitForExit();
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new IOException($"The editor '{command}' can't be started: {exception.Message}", exception);
        }
    }

    private static string? Find()
    {
        foreach (string variable in Variables)
        {
            if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } command)
                return command;
        }

        return Environment.OSVersion.Platform == PlatformID.Win32NT ? "notepad" : null;
    }
}
