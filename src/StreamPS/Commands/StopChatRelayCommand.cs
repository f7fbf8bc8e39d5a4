using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using StreamPS.Completion;
using StreamPS.Errors;

namespace StreamPS.Commands;

/// <summary>Stop-ChatRelay: stops relays of this session.</summary>
[Cmdlet(VerbsLifecycle.Stop, "ChatRelay", SupportsShouldProcess = true, DefaultParameterSetName = PortSet)]
public sealed class StopChatRelayCommand : PSCmdlet
{
    private const string PortSet = "Port";

    /// <summary>The relays' ports; without any, all relays of this session.</summary>
    [Parameter(Position = 0, ParameterSetName = PortSet)]
    [ArgumentCompleter(typeof(RelayPortCompleter))]
    [ValidateNotNullOrEmpty]
    [ValidateRange(1, 65535)]
    public int[]? Port { get; set; }

    /// <summary>The relays.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "InputObject")]
    [ValidateNotNullOrEmpty]
    public ChatRelay[] InputObject { get; set; } = [];

    /// <summary>Stops the relays.</summary>
    protected override void ProcessRecord()
    {
        var stopping = GetRelays().Where(relay => ShouldProcess($"{relay}, {relay.Provider}, {relay.OpenStreams} replies on their way", "Stop the relay"))
            .Select(relay => relay.StopAsync())
            .ToArray();
        Blocking.Wait(new ValueTask(Task.WhenAll(stopping)));
    }

    private IEnumerable<ChatRelay> GetRelays()
    {
        if (ParameterSetName != PortSet)
            return InputObject.Where(relay => relay.IsRunning);

        var running = RunspaceState.Current.Relays.Running;
        if (Port is null)
        {
            if (running.Count == 0)
                WriteError(RelayErrors.NoneRuns());
            return running;
        }

        foreach (int port in Port.Where(port => running.All(relay => relay.Port != port)))
            WriteError(RelayErrors.NotFound(port));
        return running.Where(relay => Port.Contains(relay.Port));
    }
}
