namespace StreamPS.Tools;

/// <summary>A tool that is a command or a script block of the session.</summary>
public sealed class ChatCommandTool : ChatTool
{
    internal ChatCommandTool(string name, string description, JsonSchema parameters, object command, string commandText)
        : base(name, description, parameters)
    {
        Target = command;
        Command = commandText;
    }

    /// <summary>The command's name, or the text of the script block.</summary>
    public string Command { get; }

    /// <summary>What is run: a command that was looked up when the tool was made, or a script block. A name would be looked up anew.</summary>
    internal object Target { get; }
}
