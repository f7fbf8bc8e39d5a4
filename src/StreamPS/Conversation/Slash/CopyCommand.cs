using System.Globalization;
using System.Management.Automation;

namespace StreamPS.Conversation.Slash;

internal sealed class CopyCommand : SlashCommand
{
    private const string Command = "Set-Clipboard";
    private const string Copy = "param([string] $Text) Microsoft.PowerShell.Management\\Set-Clipboard -Value $Text -ErrorAction Stop";

    public CopyCommand()
        : base("copy", "[number]", "copies the last reply, or the piece of code with that number")
    {
    }

    public override void Run(Dialogue dialogue, string argument)
    {
        if (argument.Length == 0)
            CopyReply(dialogue);
        else if (!int.TryParse(argument, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            dialogue.Screen.ShowError("Give the number that stands before the code: /copy 1.");
        else if (CodeChoice.Find(dialogue, number) is { } code)
            Put(dialogue, code.Text, $"Copied code {number}.");
    }

    private static void CopyReply(Dialogue dialogue)
    {
        var turns = dialogue.Session.Turns;
        if (turns.Count > 0)
            Put(dialogue, turns[turns.Count - 1].Reply.Content, "Copied the last reply.");
        else
            dialogue.Screen.ShowError("There is no reply yet.");
    }

    private static void Put(Dialogue dialogue, string text, string done)
    {
        if (dialogue.Commands.GetCommand(Command, CommandTypes.Cmdlet | CommandTypes.Function) is null)
        {
            dialogue.Screen.ShowError("There is no clipboard here: /save writes to a file.");
            return;
        }

        try
        {
            dialogue.Commands.InvokeScript(Copy, text.TrimEnd('\r', '\n'));
            dialogue.Screen.Tell(done);
        }
        catch (RuntimeException exception) when (exception is not PipelineStoppedException)
        {
            dialogue.Screen.ShowError($"The clipboard doesn't take it: {exception.Message} /save writes to a file.");
        }
    }
}
