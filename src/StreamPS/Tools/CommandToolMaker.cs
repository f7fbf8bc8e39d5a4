using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace StreamPS.Tools;

/// <summary>Makes tools of commands and script blocks.</summary>
internal sealed class CommandToolMaker
{
    private readonly CommandInvocationIntrinsics _session;

    public CommandToolMaker(CommandInvocationIntrinsics session)
    {
        _session = session;
    }

    /// <summary>What the tool is called; null takes the command's name.</summary>
    public string? Name { get; set; }

    /// <summary>What it's for; null takes the synopsis of the command's help.</summary>
    public string? Description { get; set; }

    /// <summary>The parameters to offer; none offers all that a model can give.</summary>
    public IReadOnlyList<string> ParameterNames { get; set; } = [];

    /// <summary>The parameter set to offer; null takes the default one.</summary>
    public string? ParameterSetName { get; set; }

    /// <summary>Makes a tool of the command of a name.</summary>
    /// <exception cref="ChatInputException">There is none, or it can't be offered.</exception>
    public ChatCommandTool FromName(string name) =>
        FromCommand(_session.GetCommand(name, CommandTypes.All) ?? throw Invalid($"There is no command '{name}'."));

    /// <summary>Makes a tool of a command.</summary>
    /// <exception cref="ChatInputException">It can't be offered.</exception>
    public ChatCommandTool FromCommand(CommandInfo command)
    {
        while (command is AliasInfo alias)
            command = alias.ResolvedCommand ?? throw Invalid($"The alias '{alias.Name}' stands for '{alias.Definition}', and there is no such command.");
        if (command is not (FunctionInfo or CmdletInfo or ExternalScriptInfo))
            throw Invalid($"'{command.Name}' is an {command.CommandType}, whose parameters PowerShell doesn't know: wrap it in a function.");

        // A function that is defined anew becomes another one in the same object, and that one wasn't offered.
        object target = command is FunctionInfo function ? function.ScriptBlock : command;
        return Make(command, command.Name, target, command.Name);
    }

    /// <summary>Makes a tool of a script block, which needs a name.</summary>
    /// <exception cref="ChatInputException">It can't be offered.</exception>
    public ChatCommandTool FromScriptBlock(ScriptBlock script)
    {
        // PowerShell knows the parameters of commands only. In a scope of its own, the function is gone when it has been looked at.
        const string Define = "param($StreamPSScript) ${function:local:Invoke-StreamPSTool} = $StreamPSScript; Microsoft.PowerShell.Core\\Get-Command -Name Invoke-StreamPSTool -CommandType Function";
        var function = (FunctionInfo)_session.InvokeScript(useLocalScope: true, ScriptBlock.Create(Define), input: null, script).First().BaseObject;
        return Make(function, Name!, target: script, script.ToString().Trim());
    }

    private ChatCommandTool Make(CommandInfo command, string name, object target, string text)
    {
        var help = CommandHelp.Of(command, _session);
        var parameters = new CommandParameters(command, name, ParameterSetName, help);
        return new ChatCommandTool(Name ?? name, Description ?? help.Synopsis, parameters.ToSchema(ParameterNames), target, text);
    }

    private static ChatInputException Invalid(string message) => new(ChatErrorKind.InvalidRequest, message);
}
