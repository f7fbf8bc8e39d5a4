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

    /// <summary>Chooses: the provider or profile named, else the address, else the default profile, else the provider or profile that the environment names or has the key of.</summary>
    /// <exception cref="ChatInputException">There is none of that name, none or several fit, or the file with the profiles is damaged.</exception>
    public static ProviderChoice Make(string? name, Uri? baseUri, ChatProtocol? protocol)
    {
        var choice = Choose(name, baseUri);
        var provider = baseUri is null ? choice.Provider.WithAddress(Environment.GetEnvironmentVariable) : choice.Provider.At(baseUri);
        return new ProviderChoice(protocol is { } format ? provider.Speaking(format) : provider, choice.Profile);
    }

    /// <summary>The service that a cassette was recorded with.</summary>
    /// <exception cref="ChatCassetteException">The cassette is empty.</exception>
    public static ProviderChoice FromCassette(Cassette cassette, ChatProtocol? protocol)
    {
        var provider = cassette.Provider
            ?? throw new ChatCassetteException(ChatErrorKind.InvalidCassette, $"'{cassette.Path}' can't be used as a cassette: it has no request in it.");
        return new ProviderChoice(protocol is { } format ? provider.Speaking(format) : provider, profile: null);
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
            return FromProfile(file, name, source: "");
        if (file.DefaultName is { } defaultName)
            return FromProfile(file, defaultName, source: "");

        string? variable = Environment.GetEnvironmentVariable(ChatProviders.NameVariable);
        return string.IsNullOrEmpty(variable) || ChatProviders.Find(variable!) is not null
            ? new ProviderChoice(ChatProviders.Choose(Environment.GetEnvironmentVariable), profile: null)
            : FromProfile(file, variable!, source: $", which {ChatProviders.NameVariable} names");
    }

    private static ProviderChoice FromProfile(ProfileFile file, string name, string source)
    {
        var profile = file.Find(name) ?? throw Unknown(file, name, source);
        return new ProviderChoice(profile.ToProvider(), profile);
    }

    private static ChatInputException Unknown(ProfileFile file, string name, string source)
    {
        string profiles = file.Profiles.Count == 0 ? "there are no profiles" : "your profiles are " + string.Join(", ", file.Profiles.Select(profile => profile.Name));
        return new ChatInputException(
            ChatErrorKind.UnknownProvider,
            $"There is no provider '{name}'{source}. The known ones are {string.Join(", ", ChatProviders.All.Select(provider => provider.Name))}; {profiles}.");
    }
}
