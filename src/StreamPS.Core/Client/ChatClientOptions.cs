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

    /// <summary>How long the parts of a reply may take.</summary>
    public ChatTimeouts Timeouts { get; init; } = new();

    /// <summary>How requests are sent again that failed before their first delta.</summary>
    public ChatRetryOptions Retry { get; init; } = new();

    /// <summary>
    /// How many times a reply that was cut may be continued: the service is asked again, with the text so far. 0, the default, leaves it cut.
    /// </summary>
    public int MaximumResumeCount { get; init; }

    /// <summary>
    /// Asks the service's token-count endpoint for the tokens of a stream that has ended without them, unless it was cancelled by its token.
    /// The end of the stream waits for that, 10 s at most; if it fails, there are no counts.
    /// </summary>
    public bool EstimateUsage { get; init; }

    /// <summary>Is told when a request has to wait before it's sent. It's called on the thread that happens to be at work.</summary>
    public Action<ChatWait>? Waiting { get; init; }

    /// <summary>
    /// What is known of services from earlier requests. Clients that share it learn from each other, and wait together when a service tells one
    /// of them to wait.
    /// </summary>
    public ServiceMemory Memory { get; init; } = new();

    /// <summary>
    /// Is told what is sent and what comes back, without keys. It's called on the thread that happens to be at work, so it should only take
    /// notes. Null, the default, costs nothing.
    /// </summary>
    public Action<ChatTraceLevel, string>? Trace { get; init; }

    /// <summary>Records every request and its answer; null, the default, records nothing.</summary>
    public CassetteRecorder? Recorder { get; init; }

    /// <summary>Answers in the service's place, without a key and without a network; null, the default, asks the service.</summary>
    public CassettePlayer? Player { get; init; }

    /// <summary>Makes the Demo provider fail; null, the default, lets it answer. No other provider takes it.</summary>
    public DemoFault? Fault { get; init; }

    /// <summary>The clock that time limits and timings go by.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    private static readonly Dictionary<string, string> NoHeaders = [];
}
