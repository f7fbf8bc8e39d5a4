using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using StreamPS.Protocols;
using StreamPS.Tokens;

namespace StreamPS;

/// <summary>The services that come with StreamPS. They're data: <c>providers.json</c>.</summary>
public static class ChatProviders
{
    /// <summary>The environment variable that names the provider to use where none is named.</summary>
    public const string NameVariable = "STREAMPS_PROVIDER";

    private static readonly Lazy<IReadOnlyList<ChatProvider>> Catalogue = new(Load);

    /// <summary>All providers, in the order in which they're shown.</summary>
    public static IReadOnlyList<ChatProvider> All => Catalogue.Value;

    /// <summary>The provider of a name or an alias, in any case.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The provider.</returns>
    /// <exception cref="ChatInputException">There is none of that name.</exception>
    public static ChatProvider Get(string name) =>
        Find(name) ?? throw new ChatInputException(ChatErrorKind.UnknownProvider, $"There is no provider '{name}'. The known ones are {Names(All)}.");

    /// <summary>The provider to use where none was named: the one in <see cref="NameVariable"/>, or else the only one whose key is in the environment.</summary>
    /// <param name="environment">Reads an environment variable; null when it isn't set.</param>
    /// <returns>The provider.</returns>
    /// <exception cref="ChatInputException">None or several fit.</exception>
    public static ChatProvider Choose(Func<string, string?> environment)
    {
        if (environment(NameVariable) is { Length: > 0 } name)
            return Get(name);

        // Some services are in the list twice, once for each of their formats: the first is the one to take.
        var withKey = All
            .Where(provider => provider.KeyVariable is not null && !string.IsNullOrEmpty(environment(provider.KeyVariable)))
            .GroupBy(provider => provider.KeyVariable)
            .Select(group => group.First())
            .ToList();
        return withKey.Count switch
        {
            1 => withKey[0],
            0 => throw new ChatInputException(
                ChatErrorKind.ProviderNotChosen,
                $"No provider was named, and the environment has no key of one. Name one of {Names(All)}; Demo needs no key and no network."),
            _ => throw new ChatInputException(
                ChatErrorKind.ProviderNotChosen,
                $"The environment has the keys of {Names(withKey)}: name the one to use, set a default with Set-ChatProvider, or set {NameVariable}."),
        };
    }

    /// <summary>The provider with the address from its environment variable, where each customer has an own one.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="environment">Reads an environment variable; null when it isn't set.</param>
    /// <returns>The provider, with the address if the environment has one.</returns>
    public static ChatProvider WithAddress(this ChatProvider provider, Func<string, string?> environment) =>
        provider.BaseUri is null && provider.BaseUriVariable is not null && Uri.TryCreate(environment(provider.BaseUriVariable), UriKind.Absolute, out var address)
            ? provider.At(WithPath(address))
            : provider;

    // Azure shows the address of a resource without a path.
    private static Uri WithPath(Uri address) => address.AbsolutePath == "/" ? new Uri(address, "/openai/v1") : address;

    /// <summary>The provider of a name or an alias, in any case.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The provider, or null when there is none of that name.</returns>
    public static ChatProvider? Find(string name) => All.FirstOrDefault(provider =>
        Matches(provider.Name, name) || provider.Aliases.Any(alias => Matches(alias, name)));

    private static bool Matches(string known, string name) => string.Equals(known, name, StringComparison.OrdinalIgnoreCase);

    private static string Names(IEnumerable<ChatProvider> providers) => string.Join(", ", providers.Select(provider => provider.Name));

    private static List<ChatProvider> Load()
    {
        using var resource = typeof(ChatProviders).Assembly.GetManifestResourceStream("providers.json")!;
        using var document = JsonDocument.Parse(resource);
        return document.RootElement.EnumerateArray().Select(Read).ToList();
    }

    private static ChatProvider Read(JsonElement entry) => new(Text(entry, "name")!, Text(entry, "baseUri") is { } address ? new Uri(address) : null)
    {
        ListedName = Text(entry, "name"),
        Aliases = Texts(entry, "aliases"),
        Protocol = (ChatProtocol)Enum.Parse(typeof(ChatProtocol), Text(entry, "protocol")!),
        KeyVariable = Text(entry, "keyVariable"),
        DefaultModel = Text(entry, "defaultModel"),
        Capabilities = Texts(entry, "capabilities").Aggregate(ChatCapabilities.None, (all, name) => all | (ChatCapabilities)Enum.Parse(typeof(ChatCapabilities), name)),
        TokenCounter = Text(entry, "tokenCounter") is { } counter ? TokenCounter.Get(counter) : null,
        BaseUriVariable = Text(entry, "baseUriVariable"),
        KeyHeader = Text(entry, "keyHeader"),
        MaxTokensField = Text(entry, "maxTokensField") ?? "max_tokens",
        SeedField = Text(entry, "seedField") ?? "seed",
        UsageOption = !entry.TryGetProperty("usageOption", out var usageOption) || usageOption.GetBoolean(),
        Continuation = Text(entry, "continuation") is { } way ? (ContinuationWay)Enum.Parse(typeof(ContinuationWay), way) : ContinuationWay.Turn,
        ContinuationPath = Text(entry, "continuationPath"),
        IsDemo = Text(entry, "name") == ChatProvider.DemoName,
        MayBeCumulative = entry.TryGetProperty("mayBeCumulative", out var mayBeCumulative) && mayBeCumulative.GetBoolean(),
    };

    private static string[] Texts(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var values) ? values.EnumerateArray().Select(value => value.GetString()!).ToArray() : [];

    private static string? Text(JsonElement entry, string name) => entry.TryGetProperty(name, out var value) ? value.GetString() : null;
}
