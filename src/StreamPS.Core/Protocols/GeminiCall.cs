namespace StreamPS.Protocols;

/// <summary>A call of a function.</summary>
internal struct GeminiCall
{
    public string? Id { get; set; }

    public string? Name { get; set; }

    /// <summary>The arguments as JSON text.</summary>
    public string? Arguments { get; set; }

    /// <summary>What the service wants back with the call.</summary>
    public string? Signature { get; set; }
}
