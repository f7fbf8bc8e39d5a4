using System.Collections.Generic;

namespace StreamPS;

/// <summary>Takes secrets out of texts that come from outside: services repeat keys in their error messages.</summary>
internal sealed class SecretMask
{
    /// <summary>What stands in the place of a secret.</summary>
    public const string Text = "****";

    // Shorter values would mask ordinary words, and no service has keys that short.
    private const int ShortestSecret = 4;

    private readonly List<string> _secrets = [];

    /// <summary>Adds a secret.</summary>
    public void Add(string secret)
    {
        if (secret.Length >= ShortestSecret)
            _secrets.Add(secret);
    }

    /// <summary>Adds a header's value if its name says that it's a secret, with its scheme and without.</summary>
    public void AddHeader(string name, string value)
    {
        if (!SecretNames.Includes(name))
            return;

        Add(value);
        Add(value.Substring(value.IndexOf(' ') + 1));
    }

    /// <summary>The text with all secrets masked.</summary>
    public string Apply(string text)
    {
        foreach (string secret in _secrets)
            text = text.Replace(secret, Text);
        return text;
    }
}
