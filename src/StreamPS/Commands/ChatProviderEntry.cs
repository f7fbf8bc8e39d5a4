using System;

namespace StreamPS.Commands;

/// <summary>A provider or a profile as Get-ChatProvider shows it.</summary>
public sealed class ChatProviderEntry
{
    private ChatProviderEntry(ChatProvider provider, ChatProfile? profile, bool isDefault)
    {
        Name = provider.Name;
        BasedOn = profile?.Provider;
        IsProfile = profile is not null;
        IsDefault = isDefault;
        Protocol = provider.Protocol;
        Model = provider.DefaultModel;
        BaseUri = provider.BaseUri is { } address && MaskedAddress.HasSecrets(address) ? new Uri(MaskedAddress.Of(address)) : provider.BaseUri;
        Capabilities = provider.Capabilities;
        SecretName = profile?.SecretName;
        KeyVariable = provider.KeyVariable;
        HasKey = KeyVariable is null ? null : !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(KeyVariable));
        Profile = profile;
    }

    /// <summary>The name to give as -Provider.</summary>
    public string Name { get; }

    /// <summary>Whether it's a profile of the user's; otherwise it comes with StreamPS.</summary>
    public bool IsProfile { get; }

    /// <summary>Whether it's used where no provider is named.</summary>
    public bool IsDefault { get; }

    /// <summary>The provider that a profile builds on.</summary>
    public string? BasedOn { get; }

    /// <summary>The wire format.</summary>
    public ChatProtocol Protocol { get; }

    /// <summary>The model that is asked when none is named.</summary>
    public string? Model { get; }

    /// <summary>The address, with a mask in the place of a key or a login in it.</summary>
    public Uri? BaseUri { get; }

    /// <summary>What its models can do as a rule.</summary>
    public ChatCapabilities Capabilities { get; }

    /// <summary>The environment variable that has the key.</summary>
    public string? KeyVariable { get; }

    /// <summary>The name of the key in a vault.</summary>
    public string? SecretName { get; }

    /// <summary>Whether the environment has the key; null where no key is needed or a vault has it.</summary>
    public bool? HasKey { get; }

    /// <summary>The profile itself, with its headers and options; null for a provider that comes with StreamPS.</summary>
    public ChatProfile? Profile { get; }

    internal static ChatProviderEntry FromProvider(ChatProvider provider) =>
        new(provider.WithAddress(Environment.GetEnvironmentVariable), profile: null, isDefault: false);

    internal static ChatProviderEntry FromProfile(ChatProfile profile, string? defaultName) =>
        new(profile.ToProvider(), profile, string.Equals(profile.Name, defaultName, StringComparison.OrdinalIgnoreCase));

    /// <summary>The name.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;
}
