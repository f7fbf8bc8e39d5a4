using System.Collections.Generic;
using System.Linq;

namespace StreamPS.Conversation.Slash;

internal sealed class HelpCommand : SlashCommand
{
    private readonly IReadOnlyList<SlashCommand> _commands;
    private readonly ILineReader _reader;

    public HelpCommand(IReadOnlyList<SlashCommand> commands, ILineReader reader)
        : base("help", "", "shows the commands")
    {
        _commands = commands;
        _reader = reader;
    }

    public override void Run(Dialogue dialogue, string argument)
    {
        int width = _commands.Max(command => Head(command).Length);
        foreach (var command in _commands)
            dialogue.Screen.Tell($"{Head(command).PadRight(width)}  {command.Summary}");
        dialogue.Screen.Tell($"Ctrl+C stops a reply. {_reader.Hint}. Two slashes begin a message with one.");
    }

    private static string Head(SlashCommand command) => $"/{command.Name} {command.Parameters}".TrimEnd();
}
