using System.Linq;
using System.Management.Automation;
using StreamPS.Completion;
using StreamPS.Errors;

namespace StreamPS.Commands;

/// <summary>Get-ChatRelay: the relays that this session has started, with their figures.</summary>
[Cmdlet(VerbsCommon.Get, "ChatRelay")]
[OutputType(typeof(ChatRelay))]
public sealed class GetChatRelayCommand : PSCmdlet
{
    /// <summary>The relays' ports.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(RelayPortCompleter))]
    [ValidateNotNullOrEmpty]
    [ValidateRange(1, 65535)]
    public int[]? Port { get; set; }

    /// <summary>Writes the relays.</summary>
    protected override void ProcessRecord()
    {
        var running = RunspaceState.Current.Relays.Running;
        if (Port is null)
        {
            WriteObject(running, enumerateCollection: true);
            return;
        }

        foreach (int port in Port)
        {
            var relays = running.Where(relay => relay.Port == port).ToArray();
            WriteObject(relays, enumerateCollection: true);
            if (relays.Length == 0)
                WriteError(RelayErrors.NotFound(port));
        }
    }
}
