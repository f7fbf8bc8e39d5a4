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

    /// <summary>The text that is part of the reply; null when there is none.</summary>
    public string? Content => Kind == AnthropicBlockKind.Text ? Text.OrNull() : null;

    /// <summary>The thinking; null when there is none.</summary>
    public string? Reasoning => Kind == AnthropicBlockKind.Thinking ? Thinking.OrNull() : null;

    /// <summary>What has to go back with the thinking; null when there is nothing.</summary>
    public string? ReasoningSignature => Kind switch
    {
        AnthropicBlockKind.Thinking => Signature.OrNull(),
        AnthropicBlockKind.RedactedThinking when !string.IsNullOrEmpty(Data) => AnthropicNames.RedactedPrefix + Data,
        _ => null,
    };

    public void Clear()
    {
        Kind = AnthropicBlockKind.Other;
        Text = Thinking = Signature = Data = PartialJson = Id = Name = Input = StopReason = Explanation = null;
    }
}
