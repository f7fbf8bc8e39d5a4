using System.Collections.Generic;

namespace StreamPS.Conversation.Slash;

internal sealed class SaveCommand : SlashCommand
{
    public SaveCommand()
        : base("save", "[number] file", "saves the conversation, as Markdown if the file ends in .md; with a number, that piece of code")
    {
    }

    public override void Run(Dialogue dialogue, string argument)
    {
        var target = FileArgument.Read(argument);
        if (target.Path.Length == 0)
            dialogue.Screen.ShowError("Name a file: /save chat.jsonl, /save chat.md, or /save 1 code.py.");
        else if (target.Number is not { } number)
            dialogue.Screen.Tell($"Saved to {dialogue.Files.Save(dialogue.Session, target.Path)}");
        else if (CodeChoice.Find(dialogue, number) is { } code)
            dialogue.Screen.Tell($"Saved to {dialogue.Files.Save(code.Text, target.Path)}");
    }

    public override IEnumerable<string> Complete(Dialogue dialogue, string argument) => FileArgument.Complete(argument);
}
