using System.IO;
using System.Management.Automation;

namespace StreamPS.Binding;

/// <summary>Takes the whole path of a file object. Windows PowerShell turns some of them into their names alone.</summary>
internal sealed class LiteralPathTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is FileSystemInfo file ? file.FullName : inputData;
}
