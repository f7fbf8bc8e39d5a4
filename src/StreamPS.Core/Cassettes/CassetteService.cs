using System;

namespace StreamPS.Cassettes;

/// <summary>Whom a recorded request was for, as far as it's needed to make the same request again.</summary>
internal sealed class CassetteService
{
    /// <summary>The name in the list of providers; null for a service that isn't in it.</summary>
    public string? Provider { get; init; }

    public ChatProtocol Protocol { get; init; }

    public Uri BaseUri { get; init; } = null!;

    /// <summary>The model; null where a request has none.</summary>
    public string? Model { get; init; }

    /// <summary>The provider, with the model as the one that it asks when none is named.</summary>
    public ChatProvider ToProvider()
    {
        var provider = Find();
        return provider with { DefaultModel = Model ?? provider.DefaultModel };
    }

    private ChatProvider Find()
    {
        var provider = Provider is null ? null : ChatProviders.Find(Provider);
        return provider is { IsDemo: true } ? provider : (provider?.At(BaseUri) ?? ChatProvider.FromBaseUri(BaseUri)).Speaking(Protocol);
    }
}
