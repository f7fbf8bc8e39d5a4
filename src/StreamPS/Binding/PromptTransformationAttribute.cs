using System.Collections;
using System.IO;
using System.Management.Automation;

namespace StreamPS.Binding;

/// <summary>
/// Takes the prompt out of a custom object or a dictionary, and refuses those that have none: PowerShell would turn them into texts such
/// as <c>@{Name=…}</c>, and the model would answer that. Files are refused as well, since what would be sent is their path.
/// </summary>
public sealed class PromptTransformationAttribute : ArgumentTransformationAttribute
{
    private const string PropertyName = "Prompt";

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData) => inputData switch
    {
        PSObject { BaseObject: PSCustomObject } custom => custom.Properties[PropertyName] is { } property ? property.Value : throw NoPrompt(),
        PSObject { BaseObject: IDictionary dictionary } => FromDictionary(dictionary),
        IDictionary dictionary => FromDictionary(dictionary),
        PSObject { BaseObject: FileSystemInfo } or FileSystemInfo => throw new ArgumentTransformationMetadataException("A file is no prompt: Get-Content -Raw gives its text."),
        _ => inputData,
    };

    private static object? FromDictionary(IDictionary dictionary) => dictionary.Contains(PropertyName) ? dictionary[PropertyName] : throw NoPrompt();

    private static ArgumentTransformationMetadataException NoPrompt() => new("A prompt is a text, or an object with a property named Prompt.");
}
