using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using StreamPS.Commands;

namespace StreamPS.Completion;

/// <summary>Completes the ports of this session's relays.</summary>
public sealed class RelayPortCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        return RunspaceState.Current.Relays.Running
            .Select(relay => (Port: relay.Port.ToString(CultureInfo.InvariantCulture), Relay: relay))
            .Where(entry => entry.Port.StartsWith(wordToComplete, StringComparison.Ordinal))
            .Select(entry => new CompletionResult(entry.Port, entry.Port, CompletionResultType.ParameterValue, $"{entry.Relay}: {entry.Relay.Provider}"));
    }
}
