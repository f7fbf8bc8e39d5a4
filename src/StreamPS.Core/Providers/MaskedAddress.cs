using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace StreamPS;

/// <summary>Addresses as they may be shown: without the keys that some services take in the query, and without a login.</summary>
public static class MaskedAddress
{
    private static readonly Regex Field = new(@"(?<=[?&;#])(?<name>[^=?&;#\s]+)=(?<value>[^&;#\s""<>]*)", RegexOptions.CultureInvariant);
    private static readonly Regex Login = new(@"(?<=://|^)[^/?#\s]*@", RegexOptions.CultureInvariant);

    /// <summary>The address with its secrets masked.</summary>
    /// <param name="address">The address as someone wrote it. It need not be a valid one.</param>
    /// <returns>The same text where there is nothing to mask.</returns>
    public static string Of(string address) => Login.Replace(
        Field.Replace(address, field => IsSecret(field) ? $"{field.Groups["name"].Value}={SecretMask.Text}" : field.Value),
        SecretMask.Text + "@");

    /// <summary>The address with its secrets masked.</summary>
    /// <param name="address">The address.</param>
    /// <returns>Its text as it's sent, or as it was given where it can't be sent.</returns>
    public static string Of(Uri address) => Of(address.IsAbsoluteUri ? address.AbsoluteUri : address.OriginalString);

    /// <summary>True when there is something to mask.</summary>
    /// <param name="address">The address.</param>
    /// <returns>Whether it has to be kept out of files and texts.</returns>
    public static bool HasSecrets(Uri address) => GetSecrets(address).Any();

    /// <summary>The secrets as they stand in the address, and as they were before that.</summary>
    internal static IEnumerable<string> GetSecrets(Uri address)
    {
        string text = address.OriginalString;
        var values = Field.Matches(text).Cast<Match>().Where(IsSecret).Select(field => field.Groups["value"].Value);
        var logins = Login.Matches(text).Cast<Match>().Select(login => login.Value.TrimEnd('@')).SelectMany(login => new[] { login, login.Substring(login.IndexOf(':') + 1) });
        return values.Concat(logins).SelectMany(value => new[] { value, Uri.UnescapeDataString(value) }).Where(value => value.Length > 0).Distinct();
    }

    private static bool IsSecret(Match field) => SecretNames.Includes(Uri.UnescapeDataString(field.Groups["name"].Value));
}
