using System.Management.Automation;

namespace StreamPS.HelpBuilder.Tests;

/// <summary>The cmdlet that the tests document: it has one parameter of every kind, and is never run.</summary>
[Cmdlet(VerbsCommunications.Send, "Sample", DefaultParameterSetName = "Text", SupportsShouldProcess = true, HelpUri = "https://example.org/docs/cmdlets/Send-Sample.md")]
[OutputType(typeof(Tone))]
public sealed class SendSampleCommand : PSCmdlet
{
    [Parameter(ParameterSetName = "File", Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string? Path { get; set; }

    [Parameter(ParameterSetName = "Text", Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("t", "txt")]
    public string[]? Text { get; set; }

    [Parameter]
    public Tone? Tone { get; set; }

    [Parameter]
    [ValidateSet("Low", "High")]
    public string? Effort { get; set; }

    [Parameter]
    public int? RetryCount { get; set; }

    [Parameter]
    public SwitchParameter Raw { get; set; }

    [Parameter(DontShow = true)]
    public string? Hidden { get; set; }
}
