using System.Collections.Generic;

namespace StreamPS.Conversation;

/// <summary>A command of the conversation, typed with a slash before it.</summary>
internal abstract class SlashCommand
{
    protected SlashCommand(string name, string parameters, string summary)
    {
        Name = name;
        Parameters = parameters;
        Summary = summary;
    }

    /// <summary>Its name, without the slash.</summary>
    public string Name { get; }

    /// <summary>What may follow the name, in words.</summary>
    public string Parameters { get; }

    /// <summary>What it does.</summary>
    public string Summary { get; }

    /// <summary>Does it.</summary>
    /// <param name="dialogue">The conversation.</param>
    /// <param name="argument">What follows the name, without white space around it.</param>
    /// <exception cref="ChatException">It can't be done.</exception>
    /// <exception cref="System.IO.IOException">A file can't be written.</exception>
    public abstract void Run(Dialogue dialogue, string argument);

    /// <summary>What the argument could become that begins like this.</summary>
    public virtual IEnumerable<string> Complete(Dialogue dialogue, string argument) => [];
}
