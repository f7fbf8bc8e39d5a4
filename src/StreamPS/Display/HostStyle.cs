using System;
using System.Management.Automation;

namespace StreamPS.Display;

/// <summary>How text may be styled on a host: not at all where the user, or the terminal, wants it plain.</summary>
internal sealed class HostStyle
{
    // What $PSStyle.Dim and $PSStyle.Reset are in PowerShell 7.
    private const string DimStart = "\u001B[2m";
    private const string DimEnd = "\u001B[0m";

    private HostStyle(bool allowsEscapes)
    {
        AllowsEscapes = allowsEscapes;
    }

    /// <summary>Whether escape sequences may be sent.</summary>
    public bool AllowsEscapes { get; }

    /// <summary>The style that a command's host takes now.</summary>
    public static HostStyle Of(PSCmdlet command) => new(command.Host.UI.SupportsVirtualTerminal && !WantsPlainText(command));

    /// <summary>Text that is less important than the rest. Each piece is complete, so that nothing stays dim when the next never comes.</summary>
    public string Dim(string text) => AllowsEscapes && text.Length > 0 ? DimStart + text + DimEnd : text;

    // PowerShell 7 has taken NO_COLOR into $PSStyle when it started, and who sets it later means it.
    private static bool WantsPlainText(PSCmdlet command) =>
        PSObject.AsPSObject(command.GetVariableValue("PSStyle", "")).Properties["OutputRendering"]?.Value is { } rendering
            ? rendering.ToString() == "PlainText"
            : !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
}
