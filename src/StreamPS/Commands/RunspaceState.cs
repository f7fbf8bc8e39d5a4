using System.Collections.Concurrent;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
#if NET
using StreamPS.Conversation;
#endif

namespace StreamPS.Commands;

/// <summary>What is kept between commands. Each runspace has its own, so that parallel ones don't affect each other, and it goes with the runspace.</summary>
internal sealed class RunspaceState
{
    private static readonly ConditionalWeakTable<Runspace, RunspaceState> States = new();

    private RunspaceState(Runspace runspace)
    {
        Relays = new RelayList(runspace);
    }

    /// <summary>The state of the runspace that this thread works for.</summary>
    public static RunspaceState Current => States.GetValue(Runspace.DefaultRunspace, runspace => new RunspaceState(runspace));

    /// <summary>What is known of services from earlier requests.</summary>
    public ServiceMemory Memory { get; } = new();

    /// <summary>The lists of models that services gave.</summary>
    public ModelCache Models { get; } = new();

    /// <summary>The relays that run.</summary>
    public RelayList Relays { get; }

#if NET
    /// <summary>The editor that reads the lines of conversations, once there was one.</summary>
    public LineEditor? Editor { get; set; }
#endif

    /// <summary>
    /// The keys that vaults gave. Commands ask the vault each time; completion takes them from here, since a vault that
    /// is locked would ask for its password in the middle of a command line.
    /// </summary>
    public ConcurrentDictionary<(string Secret, string? Vault), ApiKey> VaultKeys { get; } = new();
}
