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
        if (choice.Profile is { SecretName: { } secret } profile)
            return FromVault(secret, profile, commands);

        return FindInEnvironment(choice.Provider);
    }

    /// <summary>The key that the environment has, or null.</summary>
    /// <exception cref="ChatInputException">It can't be a key.</exception>
    public static ApiKey? FindInEnvironment(ChatProvider provider)
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
