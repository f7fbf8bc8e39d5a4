using System;
using System.Collections.Generic;
using System.Linq;
using StreamPS.Commands;

namespace StreamPS.Conversation.Slash;

internal sealed class ModelCommand : SlashCommand
{
    public ModelCommand()
        : base("model", "[name]", "shows the model, or takes another one")
    {
    }

    public override void Run(Dialogue dialogue, string argument)
    {
        if (argument.Length > 0)
            dialogue.Session.Model = argument;
        dialogue.Screen.Tell(dialogue.Describe());
    }

    // The list at hand: a service isn't asked in the middle of a line.
    public override IEnumerable<string> Complete(Dialogue dialogue, string argument) =>
        (RunspaceState.Current.Models.Find(dialogue.Service.Client.Provider) ?? [])
            .Select(model => model.Id)
            .Where(name => name.StartsWith(argument, StringComparison.OrdinalIgnoreCase));
}
