using System;

namespace StreamPS.Transport;

/// <summary>One event of a stream. Its bytes belong to the reader and are valid until the reader is asked for more.</summary>
internal readonly ref struct StreamEvent
{
    public StreamEvent(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data, bool isTerminated = true)
    {
        Type = type;
        Data = data;
        IsTerminated = isTerminated;
    }

    /// <summary>The event's name; empty when the stream gives none.</summary>
    public ReadOnlySpan<byte> Type { get; }

    /// <summary>The event's payload, UTF-8.</summary>
    public ReadOnlySpan<byte> Data { get; }

    /// <summary>False for what was left when the stream ended in the middle of an event.</summary>
    public bool IsTerminated { get; }
}
