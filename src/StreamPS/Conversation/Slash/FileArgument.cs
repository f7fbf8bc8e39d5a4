using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;

namespace StreamPS.Conversation.Slash;

/// <summary>A file behind a command, with a number before it or without, and with quotation marks around it or without.</summary>
internal sealed class FileArgument
{
    private FileArgument(int? number, string path)
    {
        Number = number;
        Path = path;
    }

    public int? Number { get; }

    public string Path { get; }

    public static FileArgument Read(string argument)
    {
        string[] words = argument.Split([' ', '\t'], 2);
        bool hasNumber = words.Length == 2 && int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out _);
        string path = hasNumber ? words[1] : argument;
        return new FileArgument(hasNumber ? int.Parse(words[0], CultureInfo.InvariantCulture) : null, path.Trim().Trim('"', '\''));
    }

    /// <summary>The paths that begin like this.</summary>
    public static IEnumerable<string> Complete(string argument)
    {
        string path = Read(argument).Path;
        string before = argument.Substring(0, argument.LastIndexOf(path, StringComparison.Ordinal)).TrimEnd('"', '\'');
        return CompletionCompleters.CompleteFilename(path).Select(result => before + result.CompletionText);
    }
}
