using System.Linq;
using System.Management.Automation;

namespace StreamPS.Binding;

/// <summary>Takes messages in all their forms: <see cref="ChatMessage"/>, hashtables and objects, strings and completions.</summary>
public sealed class ChatMessageTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var reader = new ChatMessageReader(new FileLocator(engineIntrinsics.SessionState.Path));
        return ObjectList.Of(inputData).Select(reader.Read).ToArray();
    }
}
