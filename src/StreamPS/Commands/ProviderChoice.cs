using System;
using System.Linq;

namespace StreamPS.Commands;

/// <summary>The provider that a command uses, and the profile it comes from, if it comes from one.</summary>
internal sealed class ProviderChoice
{
    private ProviderChoice(ChatProvider provider, ChatProfile? profile)
    {
        Provider = provider;
        Profile = profile;
    }

    public ChatProvider Provider { get; }

    public ChatProfile? Profile { get; }

    /// <summary>Chooses: the provider or profile named, else the address, else the default profile, else what the environment says.</summary>
    /// <exception cref="ChatInputException">There is none of that name, none or several fit, or the file with the profiles is damaged.</exception>
    public static ProviderChoice Make(string? name, Uri? baseUri, ChatProtocol? protocol)
    {
        var choice = Choose(name, baseUri);
        var provider = baseUri is null ? choice.Provider.WithAddress(Environment.GetEnvironmentVariable) : choice.Provider.At(baseUri);
        return new ProviderChoice(protocol is { } format ? provider.Speaking(format) : provider, choice.Profile);
    }

    private static ProviderChoice Choose(string? name, Uri? baseUri)
    {
        // A name that comes with StreamPS needs no file, and a damaged one doesn't stand in its way.
        if (name is not null && ChatProviders.Find(name) is { } provider)
            return new ProviderChoice(provider, profile: null);
        if (name is null && baseUri is not null)
            return new ProviderChoice(ChatProvider.FromBaseUri(baseUri), profile: null);

        var file = ProfileFile.Load(ProfileFile.GetDefaultPath());
        if (name is not null)
            return FromProfile(file.Find(name) ?? throw Unknown(name, file));

        return file.DefaultName is { } defaultName
            ? FromProfile(file.Find(defaultName) ?? throw Unknown(defaultName, file))
            : new ProviderChoice(ChatProviders.Choose(Environment.GetEnvironmentVariable), profile: null);
    }

    private static ProviderChoice FromProfile(ChatProfile profile) => new(profile.ToProvider(), profile);

    private static ChatInputException Unknown(string name, ProfileFile file)
    {
        string profiles = file.Profiles.Count == 0 ? "there are no profiles" : "your profiles are " + string.Join(", ", file.Profiles.Select(profile => profile.Name));
        return new ChatInputException(
            ChatErrorKind.UnknownProvider,
            $"There is no provider '{name}'. The known ones are {string.Join(", ", ChatProviders.All.Select(provider => provider.Name))}; {profiles}.");
    }
}
