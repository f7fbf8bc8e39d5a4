using System.Management.Automation;
using StreamPS.Tools;

namespace StreamPS.Binding;

/// <summary>Takes a schema as a hashtable, as JSON text, or as the type that the answer becomes.</summary>
internal sealed class JsonSchemaTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        try
        {
            return inputData is null ? null : JsonSchemas.ToFormat(inputData);
        }
        catch (ChatException exception)
        {
            throw new ArgumentTransformationMetadataException(exception.Message, exception);
        }
    }
}
