using System.Collections.Generic;

namespace StreamPS.Conversation.Slash;

internal sealed class LoadCommand : SlashCommand
{
    public LoadCommand()
        : base("load", "file", "goes on with a conversation that was saved as JSON Lines")
    {
    }

    public override void Run(Dialogue dialogue, string argument)
    {
        string path = FileArgument.Read(argument).Path;
        if (path.Length == 0)
        {
            dialogue.Screen.ShowError("Name a file: /load chat.jsonl.");
            return;
        }

        var session = dialogue.Files.Load(path, out bool isCut);
        bool namesService = session.Provider is not null || session.BaseUri is not null;
        dialogue.Use(namesService ? dialogue.Connect(session.Provider, session.BaseUri, session.Protocol) : dialogue.Service, session);
        if (isCut)
            dialogue.Screen.Warn($"The last line of '{path}' was cut, as a crash in the middle of writing leaves it. It's left out.");
        dialogue.Screen.Tell($"{session}, {dialogue.Describe()}");
    }

    public override IEnumerable<string> Complete(Dialogue dialogue, string argument) => FileArgument.Complete(argument);
}
