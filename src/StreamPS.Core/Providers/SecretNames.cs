using System;
using System.Linq;

namespace StreamPS;

/// <summary>Which headers and fields of an address's query carry secrets, by their names.</summary>
public static class SecretNames
{
    private static readonly string[] Words = ["auth", "key", "token", "secret", "cookie", "passw", "credential", "signature"];

    // As parts of other words these mean something else.
    private static readonly string[] WholeNames = ["sig", "pwd", "code"];

    /// <summary>True when a header or a field of this name is likely to carry a secret.</summary>
    /// <param name="name">The header's or the field's name.</param>
    /// <returns>Whether its value has to be kept out of files and texts.</returns>
    public static bool Includes(string name) =>
        Words.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase)) || WholeNames.Contains(name, StringComparer.OrdinalIgnoreCase);
}
