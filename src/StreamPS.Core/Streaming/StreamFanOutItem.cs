using System;

namespace StreamPS;

/// <summary>What a <see cref="StreamFanOut"/> hands out: a delta, or the end of a stream.</summary>
public readonly struct StreamFanOutItem
{
    internal StreamFanOutItem(ChatStream stream, ChatDelta? delta, Exception? failure)
    {
        Stream = stream;
        Delta = delta;
        Failure = failure;
    }

    /// <summary>The stream it's of.</summary>
    public ChatStream Stream { get; }

    /// <summary>The delta; null when the stream has ended.</summary>
    public ChatDelta? Delta { get; }

    /// <summary>Why the stream ended: a <see cref="ChatException"/>, or an <see cref="OperationCanceledException"/>. Null when it's whole.</summary>
    public Exception? Failure { get; }
}
