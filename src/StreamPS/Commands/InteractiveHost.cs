using System;
using System.Linq;
using System.Management.Automation.Host;

namespace StreamPS.Commands;

/// <summary>Tells whether somebody is looking: a console that isn't redirected, in a shell that may ask.</summary>
internal static class InteractiveHost
{
    private const string ConsoleHost = "ConsoleHost";
    private const string NonInteractive = "-NonInteractive";
    private const int ShortestAbbreviation = 5;

    public static bool Is(PSHost host) => host.Name == ConsoleHost && !Console.IsOutputRedirected && Environment.UserInteractive && !IsToldNotToAsk();

    // PowerShell takes the beginning of a parameter's name, too: -noni.
    private static bool IsToldNotToAsk() => Environment.GetCommandLineArgs().Skip(1).Any(argument =>
        argument.Length >= ShortestAbbreviation && NonInteractive.StartsWith(argument, StringComparison.OrdinalIgnoreCase));
}
