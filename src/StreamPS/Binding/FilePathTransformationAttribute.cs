using System.IO;
using System.Linq;
using System.Management.Automation;

namespace StreamPS.Binding;

/// <summary>Takes the path of a file object as it stands: its name may have characters in it that would count as wildcards.</summary>
internal sealed class FilePathTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => ObjectList.Of(inputData)
        .Select(value => value is PSObject { BaseObject: FileSystemInfo } or FileSystemInfo ? WildcardPattern.Escape(GetPath(value)) : value)
        .ToArray();

    private static string GetPath(object value) => ((FileSystemInfo)(value is PSObject wrapped ? wrapped.BaseObject : value)).FullName;
}
