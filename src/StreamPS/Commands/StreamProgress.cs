using System;
using System.Globalization;
using System.Management.Automation;

namespace StreamPS.Commands;

/// <summary>Shows how a reply comes along: as progress, or all at its end where its text is on the screen. It looks at the deltas' own times, so that a delta costs a comparison.</summary>
internal sealed class StreamProgress
{
    private const int ActivityId = 0x57A2;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly PSCmdlet _command;
    private readonly Action<string>? _showAtEnd;
    private TimeSpan _next;
    private TimeSpan _first;
    private TimeSpan _elapsed;
    private int _deltas;
    private long _characters;
    private bool _isShown;

    /// <param name="command">The cmdlet that shows it.</param>
    /// <param name="showAtEnd">Takes the figures at the end, instead of progress while it streams.</param>
    public StreamProgress(PSCmdlet command, Action<string>? showAtEnd)
    {
        _command = command;
        _showAtEnd = showAtEnd;
    }

    /// <summary>Takes a delta.</summary>
    /// <param name="delta">The delta.</param>
    /// <param name="elapsed">When it came, counted from the beginning of what is shown.</param>
    public void Add(ChatDelta delta, TimeSpan elapsed)
    {
        if (_deltas++ == 0)
            _first = elapsed;
        _characters += (delta.Content?.Length ?? 0) + (delta.Reasoning?.Length ?? 0);
        _elapsed = elapsed;
        if (_showAtEnd is null && _elapsed >= _next)
            Show();
    }

    /// <summary>Ends the stream: takes the progress away, and makes ready for the next one.</summary>
    public void End()
    {
        if (_deltas > 0)
            _showAtEnd?.Invoke(GetFigures());
        if (_isShown)
            _command.WriteProgress(new ProgressRecord(ActivityId, _command.MyInvocation.MyCommand.Name, " ") { RecordType = ProgressRecordType.Completed });
        _isShown = false;
        _next = TimeSpan.Zero;
        _deltas = 0;
        _characters = 0;
    }

    private void Show()
    {
        _next = _elapsed + Interval;
        _isShown = true;
        _command.WriteProgress(new ProgressRecord(ActivityId, _command.MyInvocation.MyCommand.Name, GetFigures()));
    }

    private string GetFigures()
    {
        double perSecond = _elapsed > TimeSpan.Zero ? _characters / _elapsed.TotalSeconds : 0;
        return string.Format(
            CultureInfo.InvariantCulture,
            "{0:N0} characters in {1:N0} deltas, {2:N0} characters/s, first after {3:0.00} s, {4:0.0} s",
            _characters,
            _deltas,
            perSecond,
            _first.TotalSeconds,
            _elapsed.TotalSeconds);
    }
}
