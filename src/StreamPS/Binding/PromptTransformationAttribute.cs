using System.Linq;
using System.Management.Automation;

namespace StreamPS.Binding;

/// <summary>Takes the prompt out of an object.</summary>
public sealed class PromptTransformationAttribute : TextTransformationAttribute
{
    /// <inheritdoc/>
    protected override string PropertyName => "Prompt";

    /// <inheritdoc/>
    protected override string NoText => "A prompt is a text, or an object with a property named Prompt.";

    /// <inheritdoc/>
    protected override string NoFile => "A file is no prompt: Get-Content -Raw gives its text.";

    /// <summary>The prompt. A message isn't one: its text alone would be sent, without its images.</summary>
    /// <param name="engineIntrinsics">The session.</param>
    /// <param name="inputData">The value.</param>
    /// <returns>The text, or what PowerShell makes one of.</returns>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        if (!ObjectList.Of(inputData).Any(ChatMessageReader.IsMessage))
            return base.Transform(engineIntrinsics, inputData);

        // With a failed cast inside, PowerShell goes on to the next parameter that takes the value from the pipeline.
        const string Message = "A message is no prompt: give it as -Message, or through the pipeline.";
        throw new ArgumentTransformationMetadataException(Message, new PSInvalidCastException(Message));
    }
}
