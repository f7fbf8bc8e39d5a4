using System.Linq;
using System.Management.Automation;

namespace StreamPS.Binding;

/// <summary>Makes deltas of what has the text of a reply: deltas themselves, texts, pieces and completions.</summary>
internal sealed class StreamTextTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => ObjectList.Of(inputData).SelectMany(Read).ToArray();

    private static ChatDelta[] Read(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        ChatDelta delta => [delta],
        ChatCompletion completion => [.. completion.Choices.Select(choice => new ChatDelta { Content = choice.Text, Index = choice.Index, FinishReason = ChatFinishReason.Stop })],
        string text => [new ChatDelta { Content = text }],
        Commands.ChatPiece piece => [new ChatDelta { Content = piece.Text, Index = piece.Index }],
        null => [],
        var other => throw new ArgumentTransformationMetadataException($"A {other.GetType().Name} isn't a part of a reply: give deltas, texts or completions."),
    };
}
