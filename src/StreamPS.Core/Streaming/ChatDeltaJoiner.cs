using System;
using System.Collections.Generic;
using System.Text;

namespace StreamPS;

/// <summary>
/// Joins deltas of text that follow each other, so that fewer are handed on: each choice of each prompt by itself, text and reasoning apart.
/// What carries more than text isn't joined, and everything before it goes first. The joined delta has the sequence number and the time of
/// its first.
/// </summary>
public sealed class ChatDeltaJoiner
{
    private readonly int _count;
    private readonly TimeSpan? _interval;
    private readonly TimeProvider _clock;
    private readonly SortedDictionary<(int Prompt, int Choice), Held> _held = [];
    private long _heldSince;

    /// <summary>Makes one.</summary>
    /// <param name="count">How many deltas are joined at most; null for any number.</param>
    /// <param name="interval">How long a delta is held back at most; null for any time.</param>
    public ChatDeltaJoiner(int? count, TimeSpan? interval)
        : this(count, interval, TimeProvider.System)
    {
    }

    internal ChatDeltaJoiner(int? count, TimeSpan? interval, TimeProvider clock)
    {
        _count = count ?? int.MaxValue;
        _interval = interval;
        _clock = clock;
    }

    /// <summary>How long what is held back may still wait; null when there is nothing, or no limit. From zero on it's time to <see cref="Flush"/>.</summary>
    public TimeSpan? TimeLeft => _held.Count == 0 || _interval is not { } interval ? null : interval - _clock.GetElapsedTime(_heldSince);

    /// <summary>Takes a delta.</summary>
    /// <param name="delta">The delta.</param>
    /// <param name="write">Takes what is handed on now.</param>
    public void Add(ChatDelta delta, Action<ChatDelta> write)
    {
        var key = (delta.PromptIndex, delta.Index);
        if (_held.TryGetValue(key, out var held) && !held.Fits(delta))
        {
            _held.Remove(key);
            write(held.Join());
            held = null;
        }

        if (!IsTextAlone(delta))
        {
            write(delta);
            return;
        }

        if (_held.Count == 0)
            _heldSince = _clock.GetTimestamp();
        if (held is null)
            _held.Add(key, held = new Held(delta));
        else
            held.Add(delta);

        if (held.Count >= _count)
        {
            _held.Remove(key);
            write(held.Join());
        }
        else if (TimeLeft <= TimeSpan.Zero)
        {
            Flush(write);
        }
    }

    /// <summary>Hands on all that is held back.</summary>
    /// <param name="write">Takes it.</param>
    public void Flush(Action<ChatDelta> write)
    {
        Held[] held = [.. _held.Values];
        _held.Clear();
        foreach (var deltas in held)
            write(deltas.Join());
    }

    private static bool IsTextAlone(ChatDelta delta) => delta is
    {
        Refusal: null, ReasoningSignature: null, ToolCall: null, FinishReason: null, FinishReasonText: null, Usage: null,
    } && (delta.Content is null) != (delta.Reasoning is null);

    private sealed class Held
    {
        private readonly ChatDelta _first;
        private readonly StringBuilder _text;

        public Held(ChatDelta first)
        {
            _first = first;
            _text = new StringBuilder(first.Content ?? first.Reasoning);
        }

        public int Count { get; private set; } = 1;

        public bool Fits(ChatDelta delta) => IsTextAlone(delta) && delta.Content is null == _first.Content is null && delta.Resumed == _first.Resumed;

        public void Add(ChatDelta delta)
        {
            _text.Append(delta.Content).Append(delta.Reasoning);
            Count++;
        }

        public ChatDelta Join() => Count == 1 ? _first : _first.WithText(_text.ToString());
    }
}
