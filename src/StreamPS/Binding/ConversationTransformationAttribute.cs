using System.Linq;
using System.Management.Automation;

namespace StreamPS.Binding;

/// <summary>Takes messages from the pipeline, where texts are prompts: only what is a message by itself becomes one.</summary>
internal sealed class ConversationTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var values = ObjectList.Of(inputData).ToArray();
        if (values.Length == 0 || !values.All(ChatMessageReader.IsMessage))
            return inputData;

        var reader = new ChatMessageReader(new FileLocator(engineIntrinsics.SessionState.Path));
        return values.Select(reader.Read).ToArray();
    }
}
