namespace StreamPS.Protocols;

/// <summary>What a format calls the options of a request; null for what it has no place for.</summary>
internal readonly struct OptionNames
{
    public OptionNames(string temperature, string topP, string maxTokens)
    {
        Temperature = temperature;
        TopP = topP;
        MaxTokens = maxTokens;
    }

    public string Temperature { get; }

    public string TopP { get; }

    public string MaxTokens { get; }

    public string? Stop { get; init; }

    public string? Seed { get; init; }

    public string? Count { get; init; }

    public string? PresencePenalty { get; init; }

    public string? FrequencyPenalty { get; init; }
}
