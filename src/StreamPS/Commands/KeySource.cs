using System;
using System.Linq;
using System.Management.Automation;
using System.Security;

namespace StreamPS.Commands;

/// <summary>Finds a provider's key: in the vault that its profile names, or in the environment.</summary>
internal static class KeySource
{
    private const string ReadSecret = """
        param([string] $Name, [string] $Vault)
        $parameters = @{ Name = $Name }
        if ($Vault) { $parameters.Vault = $Vault }
        Get-Secret @parameters -ErrorAction Stop
        """;

    /// <summary>The key, or null where there is none.</summary>
    /// <exception cref="ChatInputException">The vault can't be asked or doesn't have the key.</exception>
    public static ApiKey? Find(ProviderChoice choice, CommandInvocationIntrinsics commands)
    {
        if (choice.Profile is not { SecretName: { } secret } profile)
            return FindInEnvironment(choice.Provider);

        var key = FromVault(secret, profile, commands);
        RunspaceState.Current.VaultKeys[(secret, profile.SecretVault)] = key;
        return key;
    }

    /// <summary>The key as far as it can be had without asking anyone: from the environment, or from a vault that has given it in this session.</summary>
    /// <exception cref="ChatInputException">What the environment has can't be a key.</exception>
    public static ApiKey? FindSilently(ProviderChoice choice)
    {
        if (choice.Profile is not { SecretName: { } secret } profile)
            return FindInEnvironment(choice.Provider);

        return RunspaceState.Current.VaultKeys.TryGetValue((secret, profile.SecretVault), out var key) ? key : null;
    }

    private static ApiKey? FindInEnvironment(ChatProvider provider)
    {
        string? value = provider.KeyVariable is { } variable ? Environment.GetEnvironmentVariable(variable) : null;
        return string.IsNullOrWhiteSpace(value) ? null : new ApiKey(value!);
    }

    private static ApiKey FromVault(string secret, ChatProfile profile, CommandInvocationIntrinsics commands)
    {
        if (commands.GetCommand("Get-Secret", CommandTypes.Cmdlet | CommandTypes.Function) is null)
        {
            throw new ChatInputException(
                ChatErrorKind.ApiKeyMissing,
                $"The profile '{profile.Name}' has its key in a vault, and the module Microsoft.PowerShell.SecretManagement, which opens vaults, isn't there.");
        }

        object? value;
        try
        {
            value = commands.InvokeScript(ReadSecret, secret, profile.SecretVault ?? "").FirstOrDefault()?.BaseObject;
        }
        catch (RuntimeException exception) when (exception is not PipelineStoppedException)
        {
            throw new ChatInputException(ChatErrorKind.ApiKeyMissing, $"The vault doesn't give the secret '{secret}' of the profile '{profile.Name}': {exception.Message}", exception);
        }

        return value switch
        {
            SecureString secure => new ApiKey(secure),
            string text => new ApiKey(text),
            PSCredential credential => new ApiKey(credential.Password),
            _ => throw new ChatInputException(ChatErrorKind.ApiKeyMissing, $"The secret '{secret}' of the profile '{profile.Name}' is no text."),
        };
    }
}
