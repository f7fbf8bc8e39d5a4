using System.Management.Automation;

namespace StreamPS.Binding;

/// <summary>Takes a command by its name.</summary>
internal sealed class CommandTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object plain = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return plain is string name
            ? engineIntrinsics.InvokeCommand.GetCommand(name, CommandTypes.All) ?? throw new ArgumentTransformationMetadataException($"There is no command '{name}'.")
            : inputData;
    }
}
