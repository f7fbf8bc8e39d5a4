namespace StreamPS;

/// <summary>A model that a service offers.</summary>
public sealed class ChatModel
{
    internal ChatModel(string id, string provider)
    {
        Id = id;
        Provider = provider;
    }

    /// <summary>The name to give as -Model.</summary>
    public string Id { get; }

    /// <summary>The provider's name.</summary>
    public string Provider { get; }

    /// <summary>The model's name for people, or null.</summary>
    public string? DisplayName { get; internal init; }

    /// <summary>Who made it, or null.</summary>
    public string? Owner { get; internal init; }

    /// <summary>How many tokens a request and its reply may have together; null when the service doesn't say.</summary>
    public long? ContextLength { get; internal init; }

    /// <summary>The name to give as -Model.</summary>
    /// <returns><see cref="Id"/>.</returns>
    public override string ToString() => Id;
}
