using System.Collections.Generic;
using System.Linq;
using System.Management.Automation.Runspaces;
using System.Threading.Tasks;
using ShellState = System.Management.Automation.Runspaces.RunspaceState;

namespace StreamPS.Commands;

/// <summary>The relays that a runspace has started. They end with it.</summary>
internal sealed class RelayList
{
    private readonly List<ChatRelay> _relays = [];

    /// <param name="owner">The runspace.</param>
    public RelayList(Runspace owner)
    {
        owner.StateChanged += (_, change) =>
        {
            if (change.RunspaceStateInfo.State is ShellState.Closing or ShellState.Closed or ShellState.Broken)
                _ = StopAllAsync();
        };
    }

    /// <summary>Those that run, in the order they were started.</summary>
    public IReadOnlyList<ChatRelay> Running
    {
        get
        {
            lock (_relays)
            {
                _relays.RemoveAll(relay => !relay.IsRunning);
                return _relays.ToArray();
            }
        }
    }

    public void Add(ChatRelay relay)
    {
        lock (_relays)
            _relays.Add(relay);
    }

    /// <summary>Stops all of them. Their ports are free when it returns, also before the task is complete.</summary>
    public Task StopAllAsync() => Task.WhenAll(Running.Select(relay => relay.StopAsync()));
}
