using System.Management.Automation;
using StreamPS.Binding;
using StreamPS.Completion;
using StreamPS.Errors;
using StreamPS.Tools;

namespace StreamPS.Commands;

/// <summary>New-ChatTool: makes a tool that the model may call of a command or a script block.</summary>
[Cmdlet(VerbsCommon.New, "ChatTool", DefaultParameterSetName = CommandSet)]
[OutputType(typeof(ChatCommandTool))]
public sealed class NewChatToolCommand : PSCmdlet
{
    private const string CommandSet = "Command";
    private const string ScriptBlockSet = "ScriptBlock";

    /// <summary>The command: its name, or what Get-Command gives.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = CommandSet)]
    [CommandTransformation]
    [ArgumentCompleter(typeof(CommandCompleter))]
    [ValidateNotNull]
    public CommandInfo Command { get; set; } = null!;

    /// <summary>The script block, with its parameters.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ScriptBlockSet)]
    [ValidateNotNull]
    public ScriptBlock ScriptBlock { get; set; } = null!;

    /// <summary>What the model calls the tool.</summary>
    [Parameter(ParameterSetName = CommandSet)]
    [Parameter(Mandatory = true, ParameterSetName = ScriptBlockSet)]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>What the tool is for.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Description { get; set; }

    /// <summary>The names of the parameters to offer.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Parameter { get; set; } = [];

    /// <summary>The parameter set to offer.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ParameterSet { get; set; }

    /// <summary>Makes the tool.</summary>
    protected override void ProcessRecord()
    {
        var maker = new CommandToolMaker(InvokeCommand)
        {
            Name = Name,
            Description = Description,
            ParameterNames = Parameter,
            ParameterSetName = ParameterSet,
        };
        try
        {
            var tool = ParameterSetName == ScriptBlockSet ? maker.FromScriptBlock(ScriptBlock) : maker.FromCommand(Command);
            if (tool.Description.Length == 0)
                WriteWarning($"The tool '{tool.Name}' has no description, and the model chooses by it: give -Description, or write a synopsis in the command's help.");
            WriteObject(tool);
        }
        catch (ChatException exception)
        {
            WriteError(exception.ToErrorRecord(target: (object?)Command ?? ScriptBlock));
        }
    }
}
