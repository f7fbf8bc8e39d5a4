namespace StreamPS.Protocols;

/// <summary>A piece of a tool call as one frame has it; most fields are missing in most frames.</summary>
internal struct OpenAIToolCallFragment
{
    public int? Index { get; set; }

    public string? Id { get; set; }

    public string? Name { get; set; }

    public string? Arguments { get; set; }
}
