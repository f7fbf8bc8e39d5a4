namespace StreamPS.Protocols;

/// <summary>A piece of a tool call as one frame has it. With services that send calls in pieces, most fields are missing in most frames.</summary>
internal struct ToolCallFragment
{
    public int? Index { get; set; }

    public string? Id { get; set; }

    public string? Name { get; set; }

    public string? Arguments { get; set; }
}
