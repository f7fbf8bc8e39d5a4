using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace StreamPS.Completion;

/// <summary>Completes the names of the user's profiles.</summary>
public sealed class ProfileCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string word = wordToComplete.Trim('\'', '"');
        return GetProfiles()
            .Where(profile => profile.Name.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            .Select(profile => new CompletionResult(CompletionText.Quote(profile.Name), profile.Name, CompletionResultType.ParameterValue, $"{profile.Name}: your profile"));
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
