using System;
using System.Collections.Generic;

namespace StreamPS.Protocols;

/// <summary>What a decoder has made of the events so far: the deltas that wait to be taken, and what is known of the stream as a whole.</summary>
internal sealed class DecodedStream
{
    private readonly List<ChatDelta> _waiting = [];
    private int _taken;

    /// <summary>Which prompt the stream answers.</summary>
    public int PromptIndex { get; init; }

    /// <summary>The service's id of the reply.</summary>
    public string? Id { get; set; }

    /// <summary>The model that answers, as the service names it.</summary>
    public string? Model { get; set; }

    /// <summary>True once a frame was understood: an end marker alone is no reply.</summary>
    public bool HasBegun { get; set; }

    /// <summary>True once the protocol's end marker was seen. Nothing after it counts.</summary>
    public bool HasEnded { get; set; }

    /// <summary>The error that the service sent instead of going on.</summary>
    public ServiceError? Error { get; set; }

    /// <summary>When the bytes in hand arrived, counted from the sending of the request.</summary>
    public TimeSpan Elapsed { get; set; }

    /// <summary>How many deltas were decoded.</summary>
    public int Count { get; private set; }

    /// <summary>True when a delta can be taken.</summary>
    public bool HasWaiting => _taken < _waiting.Count;

    /// <summary>Adds a delta.</summary>
    public void Add(ChatDelta delta)
    {
        delta.PromptIndex = PromptIndex;
        delta.Sequence = Count++;
        delta.Elapsed = Elapsed;
        _waiting.Add(delta);
    }

    /// <summary>Takes the oldest delta that waits.</summary>
    public bool TryTake(out ChatDelta delta)
    {
        if (_taken == _waiting.Count)
        {
            delta = null!;
            return false;
        }

        delta = _waiting[_taken++];
        if (_taken == _waiting.Count)
        {
            _waiting.Clear();
            _taken = 0;
        }

        return true;
    }
}
