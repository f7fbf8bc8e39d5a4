using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation.Host;
using System.Management.Automation.Runspaces;

namespace StreamPS.Commands;

/// <summary>Tells whether somebody is looking: a console that isn't redirected, in a shell that may ask.</summary>
internal static class InteractiveHost
{
    private const string ConsoleHost = "ConsoleHost";
    private const string NonInteractive = "noninteractive";
    private const string NoExit = "noexit";

    // PowerShell takes the beginning of a parameter's name, too, if it's long enough to be told from others.
    private const int ShortestNonInteractive = 4;
    private const int ShortestNoExit = 3;

    private static readonly string[] RunsACommand = ["command", "commandwithargs", "cwa", "encodedcommand", "ec", "file"];

    /// <summary>Whether what a command shows is seen at once.</summary>
    public static bool Is(PSHost host) =>
        host.Name == ConsoleHost && !Console.IsOutputRedirected && Environment.UserInteractive && !IsToldNotToAsk();

    /// <summary>Whether commands are typed there, one after the other: not with pwsh -Command, which ends after it.</summary>
    public static bool HasPrompt(PSHost host) => Is(host) && !Console.IsInputRedirected && !EndsAfterItsCommand();

    /// <summary>Why nobody can be asked there for one line after the other; null when somebody can.</summary>
    public static string? FindObstacle(PSHost host)
    {
        if (host.Name != ConsoleHost || !IsOwn(host))
            return "it doesn't run in a console's own session, but in a job, a remote session or another program";
        if (Console.IsInputRedirected)
            return "the input is redirected";
        if (Console.IsOutputRedirected)
            return "the output is redirected";
        return Is(host) ? null : "the shell was started with -NonInteractive";
    }

    /// <summary>Whether the commands of this thread are the host's own: those of ForEach-Object -Parallel and of thread jobs have it, too.</summary>
    public static bool IsOwn(PSHost host) => host is IHostSupportsInteractiveSession session && ReferenceEquals(session.Runspace, Runspace.DefaultRunspace);

    private static bool IsToldNotToAsk() => GetOptions().Any(name => IsBeginning(name, NonInteractive, ShortestNonInteractive));

    // What follows the command or the file is theirs. Without an option before it, it's the first argument.
    private static bool EndsAfterItsCommand() =>
        GetArguments().Take(1).Any(argument => !IsOption(argument))
        || GetOptions().FirstOrDefault(name => IsBeginning(name, NoExit, ShortestNoExit) || IsCommand(name)) is { } option && IsCommand(option);

    private static bool IsCommand(string option) => RunsACommand.Any(name => IsBeginning(option, name, shortest: 1));

    private static bool IsBeginning(string option, string name, int shortest) =>
        option.Length >= shortest && name.StartsWith(option, StringComparison.OrdinalIgnoreCase);

    private static bool IsOption(string argument) => argument.Length > 1 && argument[0] is '-' or '/';

    private static IEnumerable<string> GetOptions() => GetArguments().Where(IsOption).Select(argument => argument.TrimStart('-', '/'));

    private static IEnumerable<string> GetArguments() => Environment.GetCommandLineArgs().Skip(1);
}
