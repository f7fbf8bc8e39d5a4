using System;
using System.Collections.Generic;
using System.Net;

namespace StreamPS;

/// <summary>Where a relay listens, who may use it, and what it takes.</summary>
public sealed class ChatRelayOptions
{
    /// <summary>The port that is taken when none is named.</summary>
    public const int DefaultPort = 8089;

    /// <summary>The address to listen on; null, the default, is this machine's own: 127.0.0.1, and ::1 where it's there.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>The port; 0 takes a free one.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>What clients have to show; null asks for nothing, which only a relay for this machine alone may do.</summary>
    public ApiKey? AccessToken { get; init; }

    /// <summary>Origins of other web pages that may use the relay, such as <c>https://app.example</c>. <c>*</c> allows all, and needs an access token.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>Names that the relay is reached by, beside its address: <c>chat.example</c>, or with another port than its own <c>chat.example:443</c>.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>The model that is asked, whatever clients name; null leaves it to them.</summary>
    public string? Model { get; init; }

    /// <summary>
    /// What holds where a client says nothing else. Its messages stand before a conversation that has no instructions of its own; its limits, its
    /// pattern and its extra fields hold in any case, and its token limit is the most that a client may ask for.
    /// </summary>
    public ChatRequest Defaults { get; init; } = new([]);

    /// <summary>The most bytes a request's body may have; 8 MiB if not said: images come in it.</summary>
    public int MaxBodyBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>The most replies that stream at once; 256 if not said.</summary>
    public int MaxStreams { get; init; } = 256;

    /// <summary>The most connections at once; 1024 if not said.</summary>
    public int MaxConnections { get; init; } = 1024;

    /// <summary>How long a request's head may take, and then its body; 30 s if not said.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a client may read nothing of a reply that is there for it; 60 s if not said.</summary>
    public TimeSpan ReadTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long a client waits for the first text at most until it's told that there will be a reply, and then for a sign of life; 15 s if not said.
    /// </summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(15);
}
