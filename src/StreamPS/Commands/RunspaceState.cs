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

    /// <summary>The state of the runspace that this thread works for.</summary>
    public static RunspaceState Current => States.GetOrCreateValue(Runspace.DefaultRunspace);

    /// <summary>What is known of services from earlier requests.</summary>
    public ServiceMemory Memory { get; } = new();

    /// <summary>The lists of models that services gave.</summary>
    public ModelCache Models { get; } = new();

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
