using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace StreamPS.Completion;

/// <summary>Completes the names of profiles, of providers and their aliases.</summary>
public sealed class ProviderCompleter : IArgumentCompleter
{
    private readonly ProfileCompleter _profiles = new();

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string word = wordToComplete.Trim('\'', '"');
        var providers =
            from provider in ChatProviders.All
            from name in provider.Aliases.Prepend(provider.Name)
            where name.StartsWith(word, StringComparison.OrdinalIgnoreCase)
            select new CompletionResult(name, name, CompletionResultType.ParameterValue, provider.KeyVariable is null ? $"{provider.Name}: needs no key" : $"{provider.Name}: {provider.BaseUri}, key in {provider.KeyVariable}");
        return _profiles.CompleteArgument(commandName, parameterName, wordToComplete, commandAst, fakeBoundParameters).Concat(providers);
    }
}
