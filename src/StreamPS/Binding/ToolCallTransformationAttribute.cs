using System.Management.Automation;

namespace StreamPS.Binding;

/// <summary>Takes tool calls as <see cref="ToolCall"/>, and as hashtables or objects that describe one.</summary>
internal sealed class ToolCallTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => ToolCallReader.Read(inputData);
}
