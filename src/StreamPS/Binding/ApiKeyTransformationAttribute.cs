using System.Management.Automation;
using System.Net;

namespace StreamPS.Binding;

/// <summary>Takes a key as a plain string or as a credential's password, too.</summary>
public sealed class ApiKeyTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            string text => new NetworkCredential("", text).SecurePassword,
            PSCredential credential => credential.Password,
            _ => value,
        };
    }
}
