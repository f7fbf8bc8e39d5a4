using System.Linq;

namespace StreamPS.Conversation.Slash;

internal sealed class EditCommand : SlashCommand
{
    private readonly ILineReader _reader;

    public EditCommand(ILineReader reader)
        : base("edit", "", "changes the last message and asks again, in its place")
    {
        _reader = reader;
    }

    public override void Run(Dialogue dialogue, string argument)
    {
        if (dialogue.LastMessages?.LastOrDefault(message => message.Role == ChatRole.User) is not { } message)
        {
            dialogue.Screen.ShowError("Nothing was asked yet.");
            return;
        }

        dialogue.NextText = _reader.ReadsKeys ? message.Content : TextEditor.Edit(message.Content);
        dialogue.ReplacesLast = dialogue.NextText.Length > 0;
    }
}
