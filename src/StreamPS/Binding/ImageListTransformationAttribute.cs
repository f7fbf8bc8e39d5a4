using System.Linq;
using System.Management.Automation;

namespace StreamPS.Binding;

/// <summary>Takes the bytes of a file for one image: PowerShell would make a list of them with an image for each.</summary>
internal sealed class ImageListTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => ObjectList.Of(inputData).ToArray();
}
