using System;
using System.Collections.Generic;

namespace StreamPS;

/// <summary>A provider as a user has set it up, under a name of its own. It says where the key is and never has the key itself.</summary>
public sealed record ChatProfile
{
    /// <summary>Makes a profile.</summary>
    /// <param name="name">The name.</param>
    public ChatProfile(string name)
    {
        Name = name;
    }

    /// <summary>The name.</summary>
    public string Name { get; init; }

    /// <summary>The provider it builds on; null for a service that isn't in the list.</summary>
    public string? Provider { get; init; }

    /// <summary>The address, where it isn't the provider's.</summary>
    public Uri? BaseUri { get; init; }

    /// <summary>The wire format, where it isn't the provider's.</summary>
    public ChatProtocol? Protocol { get; init; }

    /// <summary>The model, where it isn't the provider's default.</summary>
    public string? Model { get; init; }

    /// <summary>The environment variable that has the key, where it isn't the provider's.</summary>
    public string? KeyVariable { get; init; }

    /// <summary>The name of the key in a vault of SecretManagement; null takes it from the environment.</summary>
    public string? SecretName { get; init; }

    /// <summary>The vault; null takes the default one.</summary>
    public string? SecretVault { get; init; }

    /// <summary>Headers for every request.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = NoHeaders;

    /// <summary>How freely the model chooses its words, where a command doesn't say.</summary>
    public double? Temperature { get; init; }

    /// <summary>The share of probability that is sampled from, where a command doesn't say.</summary>
    public double? TopP { get; init; }

    /// <summary>The most tokens a reply may have, where a command doesn't say.</summary>
    public int? MaxTokens { get; init; }

    private static readonly Dictionary<string, string> NoHeaders = [];

    /// <summary>The provider that the profile describes.</summary>
    /// <returns>The provider, with the profile's settings in the place of its own.</returns>
    /// <exception cref="ChatInputException">The profile names a provider that isn't in the list, or has neither provider nor address.</exception>
    public ChatProvider ToProvider()
    {
        var provider = Provider is not null ? ChatProviders.Get(Provider)
            : BaseUri is not null ? ChatProvider.FromBaseUri(BaseUri)
            : throw new ChatInputException(ChatErrorKind.InvalidConfiguration, $"The profile '{Name}' names neither a provider nor an address.");
        if (BaseUri is not null)
            provider = provider.At(BaseUri);

        return provider with
        {
            Name = Name,
            Protocol = Protocol ?? provider.Protocol,
            DefaultModel = Model ?? provider.DefaultModel,
            KeyVariable = KeyVariable ?? (SecretName is null ? provider.KeyVariable : null),
        };
    }

    /// <summary>The name.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;
}
