using System.Management.Automation;

namespace StreamPS.Tools;

/// <summary>
/// Stands at the end of a tool's pipeline and takes what comes. It isn't exported: the pipeline names it by its type, so that no command of the
/// session can take its place, and it works where scripts may not call methods.
/// </summary>
[Cmdlet(VerbsCommon.Add, "ToolOutput")]
internal sealed class AddToolOutputCommand : PSCmdlet
{
    /// <summary>The command, to run it by.</summary>
    public static readonly CmdletInfo Info = new("Add-ToolOutput", typeof(AddToolOutputCommand));

    /// <summary>What collects the objects.</summary>
    [Parameter(Mandatory = true)]
    public ToolOutput Output { get; set; } = null!;

    /// <summary>An object of the tool's.</summary>
    [Parameter(ValueFromPipeline = true)]
    [AllowNull]
    public object? InputObject { get; set; }

    /// <summary>Takes the object. The first output means that no more is wanted, for Select-Object, which can stop a pipeline.</summary>
    protected override void ProcessRecord()
    {
        Output.Add(InputObject);
        if (Output.IsFull)
            WriteObject(true);
    }
}
