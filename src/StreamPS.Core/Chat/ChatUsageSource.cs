namespace StreamPS;

/// <summary>Where a completion's token counts come from.</summary>
public enum ChatUsageSource
{
    /// <summary>There are none: the service sent no counts.</summary>
    None,

    /// <summary>The service sent them in the stream.</summary>
    Service,

    /// <summary>The service's token-count endpoint was asked afterwards.</summary>
    Endpoint,
}
