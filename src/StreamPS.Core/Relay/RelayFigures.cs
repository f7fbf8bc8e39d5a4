using System;
using System.Collections.Generic;
using System.Threading;

namespace StreamPS.Relay;

/// <summary>What a relay has done so far. Many requests write it at once.</summary>
internal sealed class RelayFigures
{
    private const int MostErrors = 10;

    private readonly TimeProvider _clock;
    private readonly Queue<ChatRelayError> _errors = new();
    private long _requests;
    private long _finished;
    private long _failed;
    private long _cancelled;
    private long _promptTokens;
    private long _completionTokens;
    private int _open;

    public RelayFigures(TimeProvider clock)
    {
        _clock = clock;
    }

    /// <summary>Happens when a reply has begun or ended, on the thread that serves it.</summary>
    public event Action? OpenChanged;

    public long Requests => Interlocked.Read(ref _requests);

    public long Finished => Interlocked.Read(ref _finished);

    public long Failed => Interlocked.Read(ref _failed);

    public long Cancelled => Interlocked.Read(ref _cancelled);

    public long PromptTokens => Interlocked.Read(ref _promptTokens);

    public long CompletionTokens => Interlocked.Read(ref _completionTokens);

    public int Open => Volatile.Read(ref _open);

    /// <summary>The last errors, the newest last.</summary>
    public IReadOnlyList<ChatRelayError> Errors
    {
        get
        {
            lock (_errors)
                return _errors.ToArray();
        }
    }

    public void CountRequest() => Interlocked.Increment(ref _requests);

    /// <summary>Counts a reply that begins, unless there are as many as allowed.</summary>
    public bool TryOpen(int most)
    {
        if (Interlocked.Increment(ref _open) > most)
        {
            Interlocked.Decrement(ref _open);
            return false;
        }

        OpenChanged?.Invoke();
        return true;
    }

    /// <summary>Counts a reply that has ended.</summary>
    public void Close(ChatCompletion reply)
    {
        if (reply.Usage is { } usage)
        {
            Interlocked.Add(ref _promptTokens, usage.PromptTokens);
            Interlocked.Add(ref _completionTokens, usage.CompletionTokens);
        }

        if (reply.Status is ChatCompletionStatus.Complete or ChatCompletionStatus.Limited)
            Interlocked.Increment(ref _finished);
        else if (reply.Status == ChatCompletionStatus.Cancelled)
            Interlocked.Increment(ref _cancelled);
        else
            Interlocked.Increment(ref _failed);
        Interlocked.Decrement(ref _open);
        OpenChanged?.Invoke();
    }

    public void AddError(string path, int status, string kind, string message)
    {
        lock (_errors)
        {
            if (_errors.Count == MostErrors)
                _errors.Dequeue();
            _errors.Enqueue(new ChatRelayError(_clock.GetUtcNow(), path, status, kind, message));
        }
    }
}
