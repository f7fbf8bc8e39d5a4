namespace StreamPS;

/// <summary>One thing that was checked of a provider.</summary>
public sealed class ChatProviderCheck
{
    /// <summary>Makes the result of a check.</summary>
    /// <param name="provider">The provider's name.</param>
    /// <param name="check">What was checked.</param>
    /// <param name="status">How it went.</param>
    /// <param name="detail">What was found.</param>
    /// <param name="advice">What to do about it; empty when there's nothing to do.</param>
    public ChatProviderCheck(string provider, string check, ChatCheckStatus status, string detail, string advice = "")
    {
        Provider = provider;
        Check = check;
        Status = status;
        Detail = detail;
        Advice = advice;
    }

    /// <summary>The provider's name.</summary>
    public string Provider { get; }

    /// <summary>What was checked.</summary>
    public string Check { get; }

    /// <summary>How it went.</summary>
    public ChatCheckStatus Status { get; }

    /// <summary>What was found.</summary>
    public string Detail { get; }

    /// <summary>What to do about it; empty when there's nothing to do.</summary>
    public string Advice { get; }

    /// <summary>The check in one line.</summary>
    /// <returns>Its name, status and detail.</returns>
    public override string ToString() => $"{Check}: {Status}, {Detail}";
}
