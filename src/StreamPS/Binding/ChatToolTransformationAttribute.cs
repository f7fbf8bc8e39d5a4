using System.Linq;
using System.Management.Automation;
using StreamPS.Tools;

namespace StreamPS.Binding;

/// <summary>Takes tools, and commands and their names for tools that are made of them.</summary>
internal sealed class ChatToolTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var maker = new CommandToolMaker(engineIntrinsics.InvokeCommand);
        try
        {
            return ObjectList.Of(inputData).Select(item => ToTool(maker, item)).ToArray();
        }
        catch (ChatException exception)
        {
            throw new ArgumentTransformationMetadataException(exception.Message, exception);
        }
    }

    private static ChatTool ToTool(CommandToolMaker maker, object? item) => (item is PSObject wrapped ? wrapped.BaseObject : item) switch
    {
        ChatTool tool => tool,
        CommandInfo command => maker.FromCommand(command),
        string name => maker.FromName(name),
        _ => throw new ArgumentTransformationMetadataException("A tool is what New-ChatTool makes, or a command, or the name of one. New-ChatTool makes tools of script blocks, which need a name."),
    };
}
