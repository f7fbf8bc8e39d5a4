using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace StreamPS.Completion;

/// <summary>Completes the names of providers and their aliases.</summary>
public sealed class ProviderCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string word = wordToComplete.Trim('\'', '"');
        var profiles = GetProfiles()
            .Where(profile => profile.Name.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            .Select(profile => new CompletionResult(profile.Name, profile.Name, CompletionResultType.ParameterValue, $"{profile.Name}: your profile"));
        var providers =
            from provider in ChatProviders.All
            from name in provider.Aliases.Prepend(provider.Name)
            where name.StartsWith(word, StringComparison.OrdinalIgnoreCase)
            select new CompletionResult(name, name, CompletionResultType.ParameterValue, provider.KeyVariable is null ? $"{provider.Name}: needs no key" : $"{provider.Name}: {provider.BaseUri}, key in {provider.KeyVariable}");
        return profiles.Concat(providers);
    }

    private static IEnumerable<ChatProfile> GetProfiles()
    {
        try
        {
            return ProfileFile.Load(ProfileFile.GetDefaultPath()).Profiles;
        }
        catch (ChatException)
        {
            // Half a command line is no place for errors.
            return [];
        }
    }
}
