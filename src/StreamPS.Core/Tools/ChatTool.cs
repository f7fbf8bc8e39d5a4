using System.Text.RegularExpressions;

namespace StreamPS;

/// <summary>A function that the model may call: its name, what it's for, and the parameters it takes.</summary>
public class ChatTool
{
    private const string NameRule = "^[A-Za-z_][A-Za-z0-9_-]{0,63}$";

    /// <summary>Makes a tool.</summary>
    /// <param name="name">The name the model calls it by: letters, digits, _ and -, at most 64.</param>
    /// <param name="description">What it's for. The model chooses by it.</param>
    /// <param name="parameters">What its arguments have to look like: a schema of type object.</param>
    /// <exception cref="ChatInputException">Services don't take the name, or the parameters are no object.</exception>
    public ChatTool(string name, string description, JsonSchema parameters)
    {
        if (!Regex.IsMatch(name, NameRule))
            throw new ChatInputException(ChatErrorKind.InvalidRequest, $"A tool can't be named '{name}': services take letters, digits, _ and -, a letter or _ first, and at most 64 of them.");
        if (!parameters.IsOfObjects)
            throw new ChatInputException(ChatErrorKind.InvalidRequest, $"The parameters of the tool '{name}' are no object: their schema has to have the type object.");

        Name = name;
        Description = description;
        Parameters = parameters;
    }

    /// <summary>The name the model calls it by.</summary>
    public string Name { get; }

    /// <summary>What it's for; may be empty.</summary>
    public string Description { get; }

    /// <summary>What its arguments have to look like.</summary>
    public JsonSchema Parameters { get; }

    /// <summary>The name.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;
}
