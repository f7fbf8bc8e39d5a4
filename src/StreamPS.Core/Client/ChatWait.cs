using System;

namespace StreamPS;

/// <summary>A pause before a request is sent, or sent again.</summary>
public sealed class ChatWait
{
    internal ChatWait(TimeSpan time, int retry, ChatException? reason)
    {
        Time = time;
        Retry = retry;
        Reason = reason;
    }

    /// <summary>How long it takes.</summary>
    public TimeSpan Time { get; }

    /// <summary>Which retry comes after it, from 1; 0 for a request that hasn't been sent yet, since the service told another one to wait.</summary>
    public int Retry { get; }

    /// <summary>What the request failed with; null when it hasn't been sent yet.</summary>
    public ChatException? Reason { get; }
}
