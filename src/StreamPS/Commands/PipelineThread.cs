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
    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(30);

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

    /// <summary>Is called again and again while the thread waits: to look at keys, for example, which wake nobody up.</summary>
    public Action? Watch { get; set; }

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

    // A wake-up that comes late, when the wait is over, wakes the next one for nothing and does no harm.
    private void Wait<T>(ValueTaskAwaiter<T> awaiter)
    {
        awaiter.UnsafeOnCompleted(_wakeUp);
        while (!awaiter.IsCompleted)
        {
            _wake.Wait(Watch is not null ? WatchInterval : _progress.IsShown ? ProgressInterval : Timeout.InfiniteTimeSpan);
            _wake.Reset();
            Watch?.Invoke();
            WriteNotes();
            _progress.Show();
        }
    }
}
