namespace StreamPS.Protocols;

/// <summary>A content block, a piece of one, or the change of a message: objects of one frame whose fields don't collide.</summary>
internal sealed class AnthropicBlock
{
    public AnthropicBlockKind Kind { get; set; }

    public string? Text { get; set; }

    public string? Thinking { get; set; }

    /// <summary>What the service wants back with the thinking.</summary>
    public string? Signature { get; set; }

    /// <summary>Thinking that only the service can read.</summary>
    public string? Data { get; set; }

    /// <summary>A piece of the arguments' JSON.</summary>
    public string? PartialJson { get; set; }

    public string? Id { get; set; }

    public string? Name { get; set; }

    /// <summary>The arguments as JSON text where they come whole.</summary>
    public string? Input { get; set; }

    public string? StopReason { get; set; }

    /// <summary>The service's words for a refusal.</summary>
    public string? Explanation { get; set; }

    /// <summary>Where the text or the thinking that was read last stands in the document, after its opening quote; negative when it's empty.</summary>
    public int TextStart { get; set; }

    /// <summary>Its length as it stands in the document.</summary>
    public int TextLength { get; set; }

    public void Clear()
    {
        Kind = AnthropicBlockKind.Other;
        Text = Thinking = Signature = Data = PartialJson = Id = Name = Input = StopReason = Explanation = null;
        TextStart = -1;
        TextLength = 0;
    }
}
