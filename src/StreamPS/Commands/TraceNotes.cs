using System;
using System.Collections.Concurrent;
using System.Management.Automation;

namespace StreamPS.Commands;

/// <summary>Takes the engine's trace messages on any thread, and writes them on the pipeline's.</summary>
internal sealed class TraceNotes
{
    private readonly ConcurrentQueue<(ChatTraceLevel Level, string Text)> _notes = new();
    private readonly bool _verbose;
    private readonly bool _debug;
    private readonly Action _arrived;

    /// <param name="command">The cmdlet that writes them.</param>
    /// <param name="arrived">Is called when there is something to write.</param>
    public TraceNotes(PSCmdlet command, Action arrived)
    {
        _arrived = arrived;
        _verbose = IsOn(command, "Verbose", "VerbosePreference");
        _debug = IsOn(command, "Debug", "DebugPreference");
    }

    /// <summary>What to give to the engine; null when nobody wants messages, so that none are made.</summary>
    public Action<ChatTraceLevel, string>? Trace => _verbose || _debug ? Take : null;

    /// <summary>Writes what has come in.</summary>
    public void WriteTo(PSCmdlet command, Action? beforeNote)
    {
        while (_notes.TryDequeue(out var note))
        {
            beforeNote?.Invoke();
            if (note.Level == ChatTraceLevel.Request)
                command.WriteVerbose(note.Text);
            else
                command.WriteDebug(note.Text);
        }
    }

    private static bool IsOn(PSCmdlet command, string parameter, string preference)
    {
        if (command.MyInvocation.BoundParameters.TryGetValue(parameter, out object? value))
            return value is SwitchParameter { IsPresent: true };

        return LanguagePrimitives.TryConvertTo(command.GetVariableValue(preference), out ActionPreference action)
            && action is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore);
    }

    private void Take(ChatTraceLevel level, string text)
    {
        if (!(level == ChatTraceLevel.Request ? _verbose : _debug))
            return;

        _notes.Enqueue((level, text));
        _arrived();
    }
}
