using System;
using System.Collections;
using System.Management.Automation;
using StreamPS.Binding;
using StreamPS.Completion;
using StreamPS.Errors;

namespace StreamPS.Commands;

/// <summary>Set-ChatProvider: makes a profile, or changes one.</summary>
[Cmdlet(VerbsCommon.Set, "ChatProvider", SupportsShouldProcess = true)]
[OutputType(typeof(ChatProviderEntry))]
public sealed class SetChatProviderCommand : ChatProfileCommand
{
    /// <summary>The profile's name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ProfileCompleter))]
    [ValidatePattern(@"^[\w.-]+$")]
    public string Name { get; set; } = "";

    /// <summary>The provider it builds on.</summary>
    [Parameter(Position = 1)]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    public string? Provider { get; set; }

    /// <summary>The address, where it isn't the provider's.</summary>
    [Parameter]
    [EmptyAsNull]
    public Uri? BaseUri { get; set; }

    /// <summary>The wire format, where it isn't the provider's.</summary>
    [Parameter]
    [EmptyAsNull]
    public ChatProtocol? Protocol { get; set; }

    /// <summary>The model.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ModelCompleter))]
    public string? Model { get; set; }

    /// <summary>The environment variable that has the key.</summary>
    [Parameter]
    public string? KeyVariable { get; set; }

    /// <summary>The name of the key in a vault of SecretManagement.</summary>
    [Parameter]
    public string? SecretName { get; set; }

    /// <summary>The vault.</summary>
    [Parameter]
    public string? SecretVault { get; set; }

    /// <summary>Headers for every request.</summary>
    [Parameter]
    public IDictionary? Headers { get; set; }

    /// <summary>How freely the model chooses its words.</summary>
    [Parameter]
    [EmptyAsNull]
    public double? Temperature { get; set; }

    /// <summary>The share of probability that is sampled from.</summary>
    [Parameter]
    [EmptyAsNull]
    public double? TopP { get; set; }

    /// <summary>The most tokens a reply may have.</summary>
    [Parameter]
    [EmptyAsNull]
    public int? MaxTokens { get; set; }

    /// <summary>Uses the profile where no provider is named.</summary>
    [Parameter]
    public SwitchParameter Default { get; set; }

    /// <summary>Writes the profile to the pipeline.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Makes or changes the profile.</summary>
    protected override void ProcessRecord()
    {
        try
        {
            var profile = Change(File.Find(Name) ?? new ChatProfile(Name));
            Check(profile);
            if (!ShouldProcess($"profile '{Name}' in {File.Path}", "Set"))
                return;

            File.Set(profile);
            if (Default)
                File.DefaultName = Name;
            Save();
            if (PassThru)
                WriteObject(ChatProviderEntry.FromProfile(profile, File.DefaultName));
        }
        catch (ChatException exception)
        {
            WriteError(exception.ToErrorRecord(Name));
        }
    }

    // Only what was given is changed; an empty value takes a setting away.
    private ChatProfile Change(ChatProfile profile) => profile with
    {
        Provider = Pick(nameof(Provider), Provider, profile.Provider),
        BaseUri = Pick(nameof(BaseUri), BaseUri, profile.BaseUri),
        Protocol = Pick(nameof(Protocol), Protocol, profile.Protocol),
        Model = Pick(nameof(Model), Model, profile.Model),
        KeyVariable = Pick(nameof(KeyVariable), KeyVariable, profile.KeyVariable),
        SecretName = Pick(nameof(SecretName), SecretName, profile.SecretName),
        SecretVault = Pick(nameof(SecretVault), SecretVault, profile.SecretVault),
        Headers = Pick(nameof(Headers), HeaderTable.Read(Headers), profile.Headers)!,
        Temperature = Pick(nameof(Temperature), Temperature, profile.Temperature),
        TopP = Pick(nameof(TopP), TopP, profile.TopP),
        MaxTokens = Pick(nameof(MaxTokens), MaxTokens, profile.MaxTokens),
    };

    private T? Pick<T>(string parameter, T? given, T? kept)
    {
        if (!MyInvocation.BoundParameters.ContainsKey(parameter))
            return kept;

        return given is "" ? default : given;
    }

    private void Check(ChatProfile profile)
    {
        if (ChatProviders.Find(Name) is not null)
            throw new ChatInputException(ChatErrorKind.InvalidConfiguration, $"'{Name}' is the name of a provider that comes with StreamPS: give the profile another one.");

        foreach (string header in profile.Headers.Keys)
        {
            if (SecretNames.Includes(header))
                throw new ChatInputException(ChatErrorKind.InvalidConfiguration, $"The header '{header}' looks like a key, and keys aren't stored: name an environment variable with -KeyVariable or a secret with -SecretName.");
        }

        // A file with such an address could not be read again.
        if (profile.BaseUri is { } address && !(address.IsAbsoluteUri && address.Scheme is "http" or "https"))
            throw new ChatInputException(ChatErrorKind.InvalidConfiguration, $"'{MaskedAddress.Of(address.OriginalString)}' isn't an address of a service: it has to begin with http:// or https://, for example https://api.moonshot.cn/v1.");

        if (profile.BaseUri is { } keyed && MaskedAddress.HasSecrets(keyed))
            throw new ChatInputException(ChatErrorKind.InvalidConfiguration, $"The address {MaskedAddress.Of(keyed)} has a key in it, and keys aren't stored: leave it out, and give the whole address with -BaseUri, or name where the key is with -KeyVariable or -SecretName.");

        CheckRange(nameof(Temperature), profile.Temperature, 0, 2);
        CheckRange(nameof(TopP), profile.TopP, 0, 1);
        CheckRange(nameof(MaxTokens), profile.MaxTokens, 1, int.MaxValue);
        profile.ToProvider();
    }

    // Not ValidateRange: that refuses the null by which a setting is taken away.
    private static void CheckRange(string parameter, double? value, double least, double most)
    {
        if (value is { } number && !(number >= least && number <= most))
            throw new ChatInputException(ChatErrorKind.InvalidConfiguration, FormattableString.Invariant($"-{parameter} is a number from {least} to {most}, not {number}."));
    }
}
