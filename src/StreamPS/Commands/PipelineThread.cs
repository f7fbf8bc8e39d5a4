using System;
using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace StreamPS.Commands;

/// <summary>The pipeline's thread while it waits for the engine: it writes what the engine tells meanwhile, since no other thread may.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "The event holds nothing but memory as long as nobody asks for its handle, and the engine may set it after the cmdlet has ended.")]
internal sealed class PipelineThread
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(1);

    private readonly ManualResetEventSlim _wake = new();
    private readonly Action _wakeUp;
    private readonly PSCmdlet _command;
    private readonly TraceNotes _notes;
    private readonly WaitProgress _progress;

    public PipelineThread(PSCmdlet command)
    {
        _wakeUp = _wake.Set;
        _command = command;
        _notes = new TraceNotes(command, _wakeUp);
        _progress = new WaitProgress(command);
    }

    /// <summary>What to give to the engine for its messages; null when nobody wants them.</summary>
    public Action<ChatTraceLevel, string>? Trace => _notes.Trace;

    /// <summary>Is called before a message is written, for who has to make room for it.</summary>
    public Action? BeforeNote { get; set; }

    /// <summary>How long a wait may last until <see cref="AtDeadline"/> has to be called; null for any time.</summary>
    public Func<TimeSpan?>? TimeLeft { get; set; }

    /// <summary>Is called in a wait when its time is over.</summary>
    public Action? AtDeadline { get; set; }

    /// <summary>Takes the engine's word that a request has to wait.</summary>
    public void Announce(ChatWait wait)
    {
        _progress.Announce(wait);
        _wake.Set();
    }

    /// <summary>Waits for a task of the engine.</summary>
    public T WaitFor<T>(ValueTask<T> task)
    {
        var awaiter = task.GetAwaiter();
        if (!awaiter.IsCompleted)
            Wait(awaiter);

        _progress.Hide();
        WriteNotes();
        return awaiter.GetResult();
    }

    /// <summary>Writes the engine's messages so far.</summary>
    public void WriteNotes() => _notes.WriteTo(_command, BeforeNote);

    // A wait in whole milliseconds, so that it isn't over before its time.
    private static TimeSpan RoundUp(TimeSpan time) => TimeSpan.FromMilliseconds(Math.Max(0, Math.Ceiling(time.TotalMilliseconds)));

    // A wake-up that comes late, when the wait is over, wakes the next one for nothing and does no harm.
    private void Wait<T>(ValueTaskAwaiter<T> awaiter)
    {
        awaiter.UnsafeOnCompleted(_wakeUp);
        while (!awaiter.IsCompleted)
        {
            var timeLeft = TimeLeft?.Invoke();
            if (_progress.IsShown && !(timeLeft < ProgressInterval))
                timeLeft = ProgressInterval;
            _wake.Wait(timeLeft is { } time ? RoundUp(time) : Timeout.InfiniteTimeSpan);
            _wake.Reset();
            if (TimeLeft?.Invoke() <= TimeSpan.Zero)
                AtDeadline?.Invoke();
            WriteNotes();
            _progress.Show();
        }
    }
}
