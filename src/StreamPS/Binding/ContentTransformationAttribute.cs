namespace StreamPS.Binding;

/// <summary>Takes the text of a message out of an object.</summary>
public sealed class ContentTransformationAttribute : TextTransformationAttribute
{
    /// <inheritdoc/>
    protected override string PropertyName => "Content";

    /// <inheritdoc/>
    protected override string NoText => "The content of a message is a text, or an object with a property named Content.";

    /// <inheritdoc/>
    protected override string NoFile => "A file is no text: -Image takes images, and -File takes files with text.";
}
