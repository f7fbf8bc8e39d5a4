using System.Management.Automation;
using StreamPS.Commands;

namespace StreamPS;

/// <summary>Stops the session's relays when the module is removed: nothing would be left that could stop them.</summary>
public sealed class ModuleRelays : IModuleAssemblyCleanup
{
    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo) => _ = RunspaceState.Current.Relays.StopAllAsync();
}
