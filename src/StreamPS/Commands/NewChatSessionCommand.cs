using System;
using System.Management.Automation;
using StreamPS.Completion;

namespace StreamPS.Commands;

/// <summary>New-ChatSession: begins a conversation that -Session goes on with.</summary>
[Cmdlet(VerbsCommon.New, "ChatSession")]
[OutputType(typeof(ChatSession))]
public sealed class NewChatSessionCommand : PSCmdlet
{
    /// <summary>Instructions for the model.</summary>
    [Parameter(Position = 0)]
    [Alias("System")]
    [ValidateNotNullOrEmpty]
    public string? SystemPrompt { get; set; }

    /// <summary>The service.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Provider { get; set; }

    /// <summary>The service's address.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? BaseUri { get; set; }

    /// <summary>The wire format.</summary>
    [Parameter]
    public ChatProtocol? Protocol { get; set; }

    /// <summary>The model.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ModelCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Model { get; set; }

    /// <summary>How freely the model chooses its words.</summary>
    [Parameter]
    [ValidateRange(0.0, 2.0)]
    public double? Temperature { get; set; }

    /// <summary>The share of probability that is sampled from.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double? TopP { get; set; }

    /// <summary>The most tokens a reply may have.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? MaxTokens { get; set; }

    /// <summary>How many turns are sent with a request.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? MaxTurns { get; set; }

    /// <summary>How many tokens the turns may have that are sent with a request.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? MaxHistoryTokens { get; set; }

    /// <summary>Makes the session.</summary>
    protected override void ProcessRecord() => WriteObject(new ChatSession
    {
        SystemPrompt = SystemPrompt,
        Provider = Provider,
        BaseUri = BaseUri,
        Protocol = Protocol,
        Model = Model,
        Temperature = Temperature,
        TopP = TopP,
        MaxTokens = MaxTokens,
        MaxTurns = MaxTurns,
        MaxHistoryTokens = MaxHistoryTokens,
    });
}
