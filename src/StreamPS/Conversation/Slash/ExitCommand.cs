namespace StreamPS.Conversation.Slash;

internal sealed class ExitCommand : SlashCommand
{
    public ExitCommand()
        : base("exit", "", "leaves the conversation")
    {
    }

    public override void Run(Dialogue dialogue, string argument) => dialogue.IsEnding = true;
}
