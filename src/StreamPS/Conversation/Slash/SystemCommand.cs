namespace StreamPS.Conversation.Slash;

internal sealed class SystemCommand : SlashCommand
{
    private const string None = "-";

    public SystemCommand()
        : base("system", "[text | -]", "shows the instructions for the model, or sets them; - takes them away")
    {
    }

    public override void Run(Dialogue dialogue, string argument)
    {
        if (argument.Length > 0)
            dialogue.Session.SystemPrompt = argument == None ? null : argument;
        dialogue.Screen.Tell(dialogue.Session.SystemPrompt is { } text ? $"Instructions: {text}" : "There are no instructions.");
    }
}
