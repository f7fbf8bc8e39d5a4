using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;
using StreamPS.Display;

namespace StreamPS.Conversation;

/// <summary>
/// Renders headings and marked words with ConvertFrom-Markdown, where PowerShell has it. What comes back without a word that it got, or with
/// others, isn't used.
/// </summary>
internal sealed class MarkdownRenderer
{
    private const string Command = "ConvertFrom-Markdown";

    private const string Render = """
        param([string] $Text)
        ($Text | Microsoft.PowerShell.Utility\ConvertFrom-Markdown -AsVT100EncodedString).VT100EncodedString
        """;

    private readonly CommandInvocationIntrinsics _commands;

    private MarkdownRenderer(CommandInvocationIntrinsics commands)
    {
        _commands = commands;
    }

    /// <summary>Finds the renderer; null where there is none, or where text has to be plain.</summary>
    public static MarkdownRenderer? Find(PSCmdlet command) =>
        HostStyle.Of(command).AllowsEscapes && command.InvokeCommand.GetCommand(Command, CommandTypes.Cmdlet) is not null
            ? new MarkdownRenderer(command.InvokeCommand)
            : null;

    /// <summary>Renders a piece within a line; null when it's better shown as it is.</summary>
    public string? TryRender(string text)
    {
        string? rendered = Convert(text)?.Trim('\r', '\n');
        return rendered is not null && Words(Regex.Replace(rendered, "\u001B\\[[0-9;@]*[A-Za-z@]", "")) == Words(text) ? rendered : null;
    }

    private string? Convert(string text)
    {
        try
        {
            return _commands.InvokeScript(Render, text).FirstOrDefault()?.BaseObject as string;
        }
        catch (RuntimeException exception) when (exception is not PipelineStoppedException)
        {
            return null;
        }
    }

    private static string Words(string text) => Regex.Replace(text, @"[*_`#\s]", "");
}
