using System;
using System.Collections.Generic;
using StreamPS.Protocols;
using StreamPS.Tokens;

namespace StreamPS;

/// <summary>A service that can be asked: where it is, what it speaks, where its key comes from, and in what it differs from others.</summary>
public sealed record ChatProvider
{
    internal const string DemoName = "Demo";
    private const string CustomName = "Custom";

    internal ChatProvider(string name, Uri? baseUri)
    {
        Name = name;
        BaseUri = baseUri;
    }

    /// <summary>The name.</summary>
    public string Name { get; internal init; }

    /// <summary>Other names it's known by.</summary>
    public IReadOnlyList<string> Aliases { get; internal init; } = [];

    /// <summary>What precedes the protocol's own path, for example <c>https://api.moonshot.cn/v1</c>. Null where each customer has an own one.</summary>
    public Uri? BaseUri { get; internal init; }

    /// <summary>The wire format it speaks.</summary>
    public ChatProtocol Protocol { get; internal init; }

    /// <summary>The environment variable its key is taken from; null when it needs none.</summary>
    public string? KeyVariable { get; internal init; }

    /// <summary>The model that is asked when none is named; null when there is none.</summary>
    public string? DefaultModel { get; internal init; }

    /// <summary>What its models can do as a rule.</summary>
    public ChatCapabilities Capabilities { get; internal init; }

    /// <summary>The path of its token-count endpoint behind <see cref="BaseUri"/>; null when it has none.</summary>
    public string? TokenCountPath => TokenCounter?.Path;

    /// <summary>The endpoint that counts tokens; null when it has none.</summary>
    internal TokenCounter? TokenCounter { get; init; }

    /// <summary>The environment variable that has the address where each customer has an own one.</summary>
    internal string? BaseUriVariable { get; init; }

    /// <summary>The header for the key, where it isn't the protocol's.</summary>
    internal string? KeyHeader { get; init; }

    internal string MaxTokensField { get; init; } = "max_tokens";

    internal string SeedField { get; init; } = "seed";

    /// <summary>Whether it understands the field that asks for usage in streams.</summary>
    internal bool UsageOption { get; init; } = true;

    /// <summary>Whether it may send everything so far in each frame, instead of what's new.</summary>
    internal bool MayBeCumulative { get; init; }

    /// <summary>How it's asked to go on with a reply that was cut.</summary>
    internal ContinuationWay Continuation { get; init; } = ContinuationWay.Turn;

    /// <summary>The base path at which it goes on with a reply, where that's another one.</summary>
    internal string? ContinuationPath { get; init; }

    /// <summary>The name in the list, also of a profile that builds on it; null for a service that isn't in the list.</summary>
    internal string? ListedName { get; init; }

    /// <summary>Whether it isn't in the list, so that nothing is known of what its models can do.</summary>
    internal bool IsCustom { get; init; }

    /// <summary>Whether the replies are made up here.</summary>
    internal bool IsDemo { get; init; }

    /// <summary>A service that isn't in the list: it speaks OpenAI's format as far as is known, and may need no key.</summary>
    /// <param name="baseUri">What precedes <c>/chat/completions</c>.</param>
    /// <returns>The provider.</returns>
    public static ChatProvider FromBaseUri(Uri baseUri) => new(CustomName, baseUri) { IsCustom = true };

    /// <summary>The same provider at another address.</summary>
    /// <param name="baseUri">What precedes the protocol's own path.</param>
    /// <returns>A copy; the Demo provider has no address, so it becomes one that isn't in the list.</returns>
    public ChatProvider At(Uri baseUri) => IsDemo ? FromBaseUri(baseUri) : this with { BaseUri = baseUri };

    /// <summary>The same provider with another wire format: for gateways that speak several.</summary>
    /// <param name="protocol">The wire format.</param>
    /// <returns>A copy.</returns>
    public ChatProvider Speaking(ChatProtocol protocol) =>
        protocol == Protocol ? this : this with
        {
            Protocol = protocol,
            Continuation = ContinuationWay.Turn,
            ContinuationPath = null,
            TokenCounter = TokenCounter.Find(protocol),
        };

    /// <summary>The name.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;
}
