using System;
using System.Management.Automation;

namespace StreamPS.Display;

/// <summary>How text may be styled on a host: not at all where the user, or the terminal, wants it plain.</summary>
internal sealed class HostStyle
{
    // What $PSStyle.Dim and $PSStyle.Reset are in PowerShell 7.
    private const string DimStart = "\u001B[2m";
    private const string End = "\u001B[0m";

    // What $PSStyle.Formatting.Error is where nobody has changed it.
    private const string DefaultErrorStart = "\u001B[31;1m";

    private readonly string _errorStart;

    private HostStyle(bool allowsEscapes, string errorStart)
    {
        AllowsEscapes = allowsEscapes;
        _errorStart = errorStart;
    }

    /// <summary>Whether escape sequences may be sent.</summary>
    public bool AllowsEscapes { get; }

    /// <summary>The style that a command's host takes now.</summary>
    public static HostStyle Of(PSCmdlet command) => new(
        command.Host.UI.SupportsVirtualTerminal && !WantsPlainText(command),
        GetStyle(command, "Formatting") is { } formatting ? PSObject.AsPSObject(formatting).Properties["Error"]?.Value as string ?? DefaultErrorStart : DefaultErrorStart);

    /// <summary>Text that is less important than the rest. Each piece is complete, so that nothing stays dim when the next never comes.</summary>
    public string Dim(string text) => AllowsEscapes && text.Length > 0 ? DimStart + text + End : text;

    /// <summary>Text that says what went wrong.</summary>
    public string Error(string text) => AllowsEscapes && text.Length > 0 ? _errorStart + text + End : text;

    private static object? GetStyle(PSCmdlet command, string name) => PSObject.AsPSObject(command.GetVariableValue("PSStyle", "")).Properties[name]?.Value;

    // PowerShell 7 has taken NO_COLOR into $PSStyle when it started, and who sets it later means it.
    private static bool WantsPlainText(PSCmdlet command) =>
        GetStyle(command, "OutputRendering") is { } rendering
            ? rendering.ToString() == "PlainText"
            : !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
}
