using System;
using System.Collections.Generic;

namespace StreamPS;

/// <summary>A service that can be asked, or the address of one.</summary>
public sealed class ChatProvider
{
    internal const string DemoName = "Demo";
    private const string CustomName = "Custom";

    internal ChatProvider(string name, Uri baseUri)
    {
        Name = name;
        BaseUri = baseUri;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>Other names it's known by.</summary>
    public IReadOnlyList<string> Aliases { get; internal init; } = [];

    /// <summary>What precedes the protocol's own path, for example <c>https://api.moonshot.cn/v1</c>.</summary>
    public Uri BaseUri { get; }

    /// <summary>The wire format it speaks.</summary>
    public ChatProtocol Protocol { get; internal init; }

    /// <summary>The environment variable its key is taken from; null when it needs none.</summary>
    public string? KeyVariable { get; internal init; }

    /// <summary>The model that is asked when none is named; null when there is none.</summary>
    public string? DefaultModel { get; internal init; }

    internal string MaxTokensField { get; init; } = "max_tokens";

    internal bool IsDemo => Name == DemoName;

    /// <summary>A service that isn't in the list: it speaks OpenAI's format as far as is known, and may need no key.</summary>
    /// <param name="baseUri">What precedes <c>/chat/completions</c>.</param>
    /// <returns>The provider.</returns>
    public static ChatProvider FromBaseUri(Uri baseUri) => new(CustomName, baseUri);

    /// <summary>The same provider at another address.</summary>
    /// <param name="baseUri">What precedes the protocol's own path.</param>
    /// <returns>A copy; the Demo provider has no address, so it becomes one that isn't in the list.</returns>
    public ChatProvider At(Uri baseUri) => IsDemo
        ? FromBaseUri(baseUri)
        : new ChatProvider(Name, baseUri)
        {
            Aliases = Aliases,
            Protocol = Protocol,
            KeyVariable = KeyVariable,
            DefaultModel = DefaultModel,
            MaxTokensField = MaxTokensField,
        };

    /// <summary>The name.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;
}
