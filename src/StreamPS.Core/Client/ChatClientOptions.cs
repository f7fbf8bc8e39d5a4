using System;
using System.Collections.Generic;

namespace StreamPS;

/// <summary>How a client talks to its service.</summary>
public sealed class ChatClientOptions
{
    /// <summary>The key; null sends none.</summary>
    public ApiKey? ApiKey { get; init; }

    /// <summary>Headers for every request; they replace those of the same name that StreamPS would send.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = NoHeaders;

    /// <summary>How the service is reached.</summary>
    public ConnectionOptions Connection { get; init; } = new();

    /// <summary>How long a whole reply may take; null sets no limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>What is known of services from earlier requests. Clients that share it learn from each other.</summary>
    public ServiceMemory Memory { get; init; } = new();

    /// <summary>
    /// Is told what is sent and what comes back, without keys. It's called on the thread that happens to be at work, so it should only take
    /// notes. Null, the default, costs nothing.
    /// </summary>
    public Action<ChatTraceLevel, string>? Trace { get; init; }

    /// <summary>The clock that time limits and timings go by.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    private static readonly Dictionary<string, string> NoHeaders = [];
}
