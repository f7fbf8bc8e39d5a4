namespace StreamPS.Protocols;

/// <summary>A call of a function; it comes whole.</summary>
internal struct OllamaCall
{
    public string? Id { get; set; }

    public string? Name { get; set; }

    /// <summary>The arguments as JSON text.</summary>
    public string? Arguments { get; set; }
}
