using System;
using System.Linq;

namespace StreamPS;

/// <summary>Which headers carry secrets, by their names.</summary>
public static class SecretNames
{
    private static readonly string[] Words = ["auth", "key", "token", "secret", "cookie"];

    /// <summary>True when a header of this name is likely to carry a secret.</summary>
    /// <param name="header">The header's name.</param>
    /// <returns>Whether its value has to be kept out of files and texts.</returns>
    public static bool Includes(string header) => Words.Any(word => header.Contains(word, StringComparison.OrdinalIgnoreCase));
}
