using System.Management.Automation;

namespace StreamPS.Binding;

/// <summary>Takes an empty text for "nothing": PowerShell would make 0 of it, or an address that leads nowhere.</summary>
internal sealed class EmptyAsNullAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        inputData is "" or PSObject { BaseObject: "" } ? null : inputData;
}
