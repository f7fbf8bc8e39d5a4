using System;
using System.Globalization;
using System.Management.Automation;

namespace StreamPS.Commands;

/// <summary>Shows, as progress, how a reply comes along. It looks at the deltas' own times, so that a delta costs a comparison.</summary>
internal sealed class StreamProgress
{
    private const int ActivityId = 0x57A2;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly PSCmdlet _command;
    private TimeSpan _next;
    private TimeSpan _first;
    private int _deltas;
    private long _characters;
    private bool _isShown;

    public StreamProgress(PSCmdlet command)
    {
        _command = command;
    }

    /// <summary>Takes a delta.</summary>
    public void Add(ChatDelta delta)
    {
        if (_deltas++ == 0)
            _first = delta.Elapsed;
        _characters += (delta.Content?.Length ?? 0) + (delta.Reasoning?.Length ?? 0);
        if (delta.Elapsed >= _next)
            Show(delta.Elapsed);
    }

    /// <summary>Takes it away, and makes ready for the next stream.</summary>
    public void Hide()
    {
        if (_isShown)
            _command.WriteProgress(new ProgressRecord(ActivityId, _command.MyInvocation.MyCommand.Name, " ") { RecordType = ProgressRecordType.Completed });
        _isShown = false;
        _next = TimeSpan.Zero;
        _deltas = 0;
        _characters = 0;
    }

    private void Show(TimeSpan elapsed)
    {
        _next = elapsed + Interval;
        _isShown = true;
        double perSecond = elapsed > TimeSpan.Zero ? _characters / elapsed.TotalSeconds : 0;
        string status = string.Format(
            CultureInfo.InvariantCulture,
            "{0:N0} characters in {1:N0} deltas, {2:N0} characters/s, first after {3:0.00} s, {4:0.0} s",
            _characters,
            _deltas,
            perSecond,
            _first.TotalSeconds,
            elapsed.TotalSeconds);
        _command.WriteProgress(new ProgressRecord(ActivityId, _command.MyInvocation.MyCommand.Name, status));
    }
}
