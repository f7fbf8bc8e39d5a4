using System.Management.Automation;
using StreamPS.Display;
using StreamPS.Errors;
using StreamPS.Text;

namespace StreamPS.Conversation;

/// <summary>What the conversation itself has to say, on lines of its own.</summary>
internal sealed class Screen
{
    private readonly PSCmdlet _command;

    public Screen(PSCmdlet command)
    {
        _command = command;
    }

    /// <summary>Says something that isn't part of the conversation.</summary>
    public void Tell(string text)
    {
        foreach (string line in Visible(text).Split('\n'))
            WriteLine(line);
    }

    /// <summary>Shows what went wrong, and what to do about it.</summary>
    public void ShowError(ChatException exception)
    {
        ShowError(exception.Message);
        if (ChatErrorRecords.AdviceFor(exception.Kind) is { Length: > 0 } advice)
            WriteLine(advice);
    }

    /// <summary>Shows what went wrong.</summary>
    public void ShowError(string message) => _command.Host.UI.WriteErrorLine(HostStyle.Of(_command).Error(Visible(message)));

    /// <summary>Warns.</summary>
    public void Warn(string message) => _command.Host.UI.WriteWarningLine(Visible(message));

    /// <summary>Leaves a line empty.</summary>
    public void Space() => _command.Host.UI.WriteLine();

    private static string Visible(string text)
    {
        var terminal = new TerminalText();
        return terminal.Next(text) + terminal.End();
    }

    private void WriteLine(string text) => _command.Host.UI.WriteLine(HostStyle.Of(_command).Dim(text));
}
