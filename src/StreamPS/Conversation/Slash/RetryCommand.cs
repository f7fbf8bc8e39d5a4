namespace StreamPS.Conversation.Slash;

internal sealed class RetryCommand : SlashCommand
{
    public RetryCommand()
        : base("retry", "", "asks for the last reply again, in its place")
    {
    }

    public override void Run(Dialogue dialogue, string argument)
    {
        if (dialogue.LastMessages is { } messages)
            dialogue.AskAgain(messages);
        else
            dialogue.Screen.ShowError("Nothing was asked yet.");
    }
}
