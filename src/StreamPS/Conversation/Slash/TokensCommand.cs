using System.Globalization;
using System.Linq;

namespace StreamPS.Conversation.Slash;

internal sealed class TokensCommand : SlashCommand
{
    public TokensCommand()
        : base("tokens", "", "shows the tokens of the last turn, of all, and of what the next request sends")
    {
    }

    public override void Run(Dialogue dialogue, string argument)
    {
        var turns = dialogue.Session.Turns;
        var last = turns.Count > 0 ? turns[turns.Count - 1].Usage : null;
        var counted = turns.Select(turn => turn.Usage).OfType<ChatUsage>().ToArray();
        dialogue.Screen.Tell(last is null ? "Last turn: not known" : $"Last turn: {Number(last.PromptTokens)} sent, {Number(last.CompletionTokens)} received");
        dialogue.Screen.Tell($"All turns: {Number(counted.Sum(usage => (long)usage.PromptTokens))} sent, {Number(counted.Sum(usage => (long)usage.CompletionTokens))} received{Uncounted(turns.Count - counted.Length)}");
        dialogue.Screen.Tell($"The next request sends about {Number(dialogue.Session.EstimateHistoryTokens())} before its message.");
    }

    private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Uncounted(int turns) => turns == 0 ? "" : $", without {turns} {(turns == 1 ? "turn" : "turns")} that the service didn't count";
}
