using System.Collections;
using System.IO;
using System.Management.Automation;

namespace StreamPS.Binding;

/// <summary>
/// Takes a text out of a custom object or a dictionary, and refuses those that have none: PowerShell would turn them into texts such as
/// <c>@{Name=…}</c>, and the model would answer that. Files are refused as well, since what would be sent is their path.
/// </summary>
public abstract class TextTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>The property that has the text.</summary>
    protected abstract string PropertyName { get; }

    /// <summary>What is said of an object that doesn't have it.</summary>
    protected abstract string NoText { get; }

    /// <summary>What is said of a file.</summary>
    protected abstract string NoFile { get; }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData) => inputData switch
    {
        PSObject { BaseObject: PSCustomObject } custom => custom.Properties[PropertyName] is { } property ? property.Value : throw Refuse(NoText),
        PSObject { BaseObject: IDictionary dictionary } => FromDictionary(dictionary),
        IDictionary dictionary => FromDictionary(dictionary),
        PSObject { BaseObject: FileSystemInfo } or FileSystemInfo => throw Refuse(NoFile),
        _ => inputData,
    };

    private static ArgumentTransformationMetadataException Refuse(string message) => new(message);

    private object? FromDictionary(IDictionary dictionary) => dictionary.Contains(PropertyName) ? dictionary[PropertyName] : throw Refuse(NoText);
}
