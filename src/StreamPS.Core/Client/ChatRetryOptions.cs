using System;

namespace StreamPS;

/// <summary>How a request is sent again that failed before its first delta. Only failures that may pass are tried again.</summary>
public sealed record ChatRetryOptions
{
    private static readonly Random Jitter = new();

    /// <summary>Sends every request once.</summary>
    public static ChatRetryOptions None { get; } = new() { MaximumCount = 0 };

    /// <summary>How many times a request is sent again; 2 if not said.</summary>
    public int MaximumCount { get; init; } = 2;

    /// <summary>
    /// How long to wait before each retry when the service doesn't say; null, the default, waits a random part of 0.5 s, then of 1, 2, 4 and
    /// 8 s, so that many clients that failed together don't come back together.
    /// </summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>
    /// How long the waits of one request may take together; 60 s if not said. A service that asks for more gets no retry: its error says how
    /// long it asked for.
    /// </summary>
    public TimeSpan MaximumWait { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Random numbers from 0 to 1. Tests set them.</summary>
    internal Func<double> Random { get; init; } = NextRandom;

    private static double NextRandom()
    {
        lock (Jitter)
            return Jitter.NextDouble();
    }
}
