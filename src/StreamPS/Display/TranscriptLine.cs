using System.Management.Automation;

namespace StreamPS.Display;

/// <summary>A line for a transcript alone: the host has shown it already. PowerShell displays a message and transcribes its ToString().</summary>
internal sealed class TranscriptLine : HostInformationMessage
{
    // The tag of what Write-Host writes, which is transcribed whatever $InformationPreference says.
    private const string HostTag = "PSHOST";

    private readonly string _text;

    private TranscriptLine(string text)
    {
        _text = text;
        Message = "";
        NoNewLine = true;
    }

    /// <summary>Adds a line to the transcripts that are being written.</summary>
    public static void Write(PSCmdlet command, string text)
    {
        var record = new InformationRecord(new TranscriptLine(text), command.MyInvocation.MyCommand.Name);
        record.Tags.Add(HostTag);
        command.WriteInformation(record);
    }

    /// <inheritdoc/>
    public override string ToString() => _text;
}
