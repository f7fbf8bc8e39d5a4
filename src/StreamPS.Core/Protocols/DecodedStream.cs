using System;
using System.Collections.Generic;

namespace StreamPS.Protocols;

/// <summary>What a decoder has made of the events so far: the deltas that wait to be taken, and what is known of the stream as a whole.</summary>
internal sealed class DecodedStream
{
    private readonly List<ChatDelta> _waiting = [];
    private int _taken;
    private bool _isResumed;
    private Seam? _seam;

    /// <summary>Which prompt the stream answers.</summary>
    public int PromptIndex { get; init; }

    /// <summary>The number of the first delta: it isn't 0 when the stream goes on after the results of tools.</summary>
    public int First { get; init; }

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

    /// <summary>Makes ready for another response: the first one brought nothing, or it was cut.</summary>
    /// <param name="seam">Where the text meets that of the response before; null when there was none.</param>
    public void Restart(Seam? seam)
    {
        HasBegun = false;
        HasEnded = false;
        Error = null;
        _isResumed = seam is not null;
        _seam = seam;
    }

    /// <summary>Hands out what was held back at a seam: nothing more comes that could tell whether it's new.</summary>
    /// <returns>False when nothing was.</returns>
    public bool Release()
    {
        if (_seam?.Close() is not { Length: > 0 } rest)
            return false;

        _seam = null;
        Add(new ChatDelta { Content = rest });
        return true;
    }

    /// <summary>Adds a delta.</summary>
    public void Add(ChatDelta delta)
    {
        if (_seam is not null)
        {
            delta = delta.WithContent(Join(delta));
            if (delta.IsEmpty)
                return;
        }

        delta.Resumed = _isResumed;
        delta.PromptIndex = PromptIndex;
        delta.Sequence = First + Count++;
        delta.Elapsed = Elapsed;
        _waiting.Add(delta);
    }

    // The end of a choice is the end of its text: what's held back goes out with it.
    private string? Join(ChatDelta delta)
    {
        string text = _seam!.Join(delta.Content ?? "");
        if (delta.FinishReason is not null)
            text += _seam.Close();
        if (_seam.IsSettled)
            _seam = null;
        return text.Length == 0 ? null : text;
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
