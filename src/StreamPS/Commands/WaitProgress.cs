using System;
using System.Globalization;
using System.Management.Automation;

namespace StreamPS.Commands;

/// <summary>Shows, as progress, that a request waits before it's sent again, and counts the seconds down.</summary>
internal sealed class WaitProgress
{
    private const int ActivityId = 0x57A1;

    private readonly PSCmdlet _command;
    private volatile ChatWait? _announced;
    private ChatWait? _shown;
    private DateTime _end;

    public WaitProgress(PSCmdlet command)
    {
        _command = command;
    }

    /// <summary>True while a wait is shown: then its seconds have to be counted.</summary>
    public bool IsShown => _shown is not null;

    /// <summary>Takes the engine's word that a wait begins, on any thread.</summary>
    public void Announce(ChatWait wait) => _announced = wait;

    /// <summary>Shows the wait under way, on the pipeline's thread.</summary>
    public void Show()
    {
        if (_announced is { } announced && announced != _shown)
        {
            _shown = announced;
            _end = DateTime.UtcNow + announced.Time;
        }

        if (_shown is null)
            return;

        var rest = _end - DateTime.UtcNow;
        if (rest <= TimeSpan.Zero)
            Hide();
        else
            _command.WriteProgress(new ProgressRecord(ActivityId, _command.MyInvocation.MyCommand.Name, Describe(_shown)) { SecondsRemaining = (int)Math.Ceiling(rest.TotalSeconds) });
    }

    /// <summary>Takes it away: the stream goes on, or has ended.</summary>
    public void Hide()
    {
        _announced = null;
        if (_shown is null)
            return;

        _shown = null;
        _command.WriteProgress(new ProgressRecord(ActivityId, _command.MyInvocation.MyCommand.Name, " ") { RecordType = ProgressRecordType.Completed });
    }

    private static string Describe(ChatWait wait) => wait.Reason is null
        ? "The service wants no requests for the moment"
        : string.Format(CultureInfo.InvariantCulture, "{0}: retry {1} follows", wait.Reason.Kind, wait.Retry);
}
