using System;
using System.Linq;
using System.Management.Automation;

namespace StreamPS.Binding;

/// <summary>
/// Takes messages from the pipeline, where texts are prompts: only what is a message by itself becomes one. Anything else becomes no message at
/// all, and not an error: PowerShell would throw and catch six exceptions for each prompt before it goes on to the parameter that takes it.
/// </summary>
internal sealed class ConversationTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var values = ObjectList.Of(inputData).ToArray();
        if (values.Length == 0 || !values.All(ChatMessageReader.IsMessage))
            return Array.Empty<ChatMessage>();

        var reader = new ChatMessageReader(new FileLocator(engineIntrinsics.SessionState.Path));
        return values.Select(reader.Read).ToArray();
    }
}
