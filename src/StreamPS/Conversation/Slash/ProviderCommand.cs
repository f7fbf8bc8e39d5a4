using System.Collections.Generic;
using System.Linq;
using StreamPS.Completion;

namespace StreamPS.Conversation.Slash;

internal sealed class ProviderCommand : SlashCommand
{
    public ProviderCommand()
        : base("provider", "[name [model]]", "shows the provider, or takes another one or a profile")
    {
    }

    public override void Run(Dialogue dialogue, string argument)
    {
        if (argument.Length > 0)
            Switch(dialogue, argument.Split([' ', '\t'], 2));
        dialogue.Screen.Tell(dialogue.Describe());
    }

    public override IEnumerable<string> Complete(Dialogue dialogue, string argument) =>
        new ProviderCompleter().CompleteArgument("", "", argument, null!, new Dictionary<string, object>()).Select(result => result.CompletionText);

    // Models have other names elsewhere, and addresses and formats are the old one's.
    private static void Switch(Dialogue dialogue, string[] words)
    {
        var session = dialogue.Session;
        var service = dialogue.Connect(words[0], baseUri: null, protocol: null);
        string? model = words.Length > 1 ? words[1].Trim() : null;
        string? before = session.Model;
        session.Model = model;
        try
        {
            dialogue.Use(service, session);
        }
        catch (ChatException)
        {
            session.Model = before;
            throw;
        }

        session.Provider = words[0];
        session.BaseUri = null;
        session.Protocol = null;
    }
}
