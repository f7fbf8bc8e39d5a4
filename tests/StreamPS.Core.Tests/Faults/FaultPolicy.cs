using System;

namespace StreamPS.Tests.Faults;

/// <summary>What the client may do about a fault.</summary>
public enum FaultPolicy
{
    /// <summary>Nothing: each request is sent once.</summary>
    Plain,

    /// <summary>The default: a request that brought nothing is sent again.</summary>
    Retry,

    /// <summary>The same, and a reply that was cut is continued.</summary>
    Resume,
}

internal static class FaultPolicies
{
    /// <summary>The options of a client with the policy. Its retries come without a wait.</summary>
    public static ChatClientOptions ToOptions(this FaultPolicy policy, TimeProvider? clock = null, Action<ChatTraceLevel, string>? trace = null) => new()
    {
        ApiKey = new ApiKey("sk-test"),
        Clock = clock ?? TimeProvider.System,
        Trace = trace,
        Retry = policy == FaultPolicy.Plain ? ChatRetryOptions.None : new ChatRetryOptions { Random = () => 0 },
        MaximumResumeCount = policy == FaultPolicy.Resume ? 3 : 0,
    };
}
