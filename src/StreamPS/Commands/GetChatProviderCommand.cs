using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using StreamPS.Completion;
using StreamPS.Errors;

namespace StreamPS.Commands;

/// <summary>Get-ChatProvider: the user's profiles and the providers that come with StreamPS.</summary>
[Cmdlet(VerbsCommon.Get, "ChatProvider")]
[OutputType(typeof(ChatProviderEntry))]
public sealed class GetChatProviderCommand : ChatProfileCommand
{
    /// <summary>Names, also with wildcards.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Writes what fits each name.</summary>
    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            var pattern = new WildcardPattern(name, WildcardOptions.IgnoreCase);
            var found = GetEntries(pattern).ToList();
            if (found.Count == 0 && File.Find(name) is null && !WildcardPattern.ContainsWildcardCharacters(name))
                WriteError(new ChatInputException(ChatErrorKind.UnknownProvider, $"There is neither a profile nor a provider '{name}'.").ToErrorRecord(name));
            WriteObject(found, enumerateCollection: true);
        }
    }

    private IEnumerable<ChatProviderEntry> GetEntries(WildcardPattern pattern)
    {
        foreach (var profile in File.Profiles.Where(profile => pattern.IsMatch(profile.Name)))
        {
            if (TryRead(profile, out var entry))
                yield return entry!;
        }

        foreach (var provider in ChatProviders.All)
        {
            if (pattern.IsMatch(provider.Name) || provider.Aliases.Any(pattern.IsMatch))
                yield return ChatProviderEntry.FromProvider(provider);
        }
    }

    private bool TryRead(ChatProfile profile, out ChatProviderEntry? entry)
    {
        try
        {
            entry = ChatProviderEntry.FromProfile(profile, File.DefaultName);
            return true;
        }
        catch (ChatException exception)
        {
            WriteError(exception.ToErrorRecord(profile.Name));
            entry = null;
            return false;
        }
    }
}
