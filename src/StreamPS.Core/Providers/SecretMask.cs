using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace StreamPS;

/// <summary>Takes secrets out of texts that come from outside: services repeat keys in their error messages.</summary>
internal sealed class SecretMask
{
    /// <summary>What stands in the place of a secret.</summary>
    public const string Text = "****";

    // Shorter values would mask ordinary words, and no service has keys that short.
    private const int ShortestSecret = 4;

    // A field of an address that says yes or no may be called use_key, and these words are in every frame.
    private static readonly HashSet<string> JsonWords = new(StringComparer.Ordinal) { "true", "false", "null" };

    private readonly List<EscapedSecret> _secrets = [];

    /// <summary>Whether there is nothing to mask.</summary>
    public bool IsEmpty => _secrets.Count == 0;

    /// <summary>Adds a secret.</summary>
    public void Add(string secret)
    {
        if (secret.Length < ShortestSecret || JsonWords.Contains(secret))
            return;

        // The longest first: a shorter one may be a part of it.
        int place = _secrets.FindIndex(other => other.Length < secret.Length);
        _secrets.Insert(place < 0 ? _secrets.Count : place, new EscapedSecret(secret));
    }

    /// <summary>Adds a header's value if its name says that it's a secret, with its scheme and without.</summary>
    public void AddHeader(string name, string value)
    {
        if (!SecretNames.Includes(name))
            return;

        Add(value);
        Add(value.Substring(value.IndexOf(' ') + 1));
    }

    /// <summary>Adds what an address has in it that must not be shown.</summary>
    public void AddAddress(Uri address)
    {
        foreach (string secret in MaskedAddress.GetSecrets(address))
            Add(secret);
    }

    /// <summary>The text with all secrets masked.</summary>
    public string Apply(string text) => Apply(text, shortestPart: null);

    /// <summary>The same for a text that may have been cut: its end may be the beginning of a secret.</summary>
    public string ApplyToExcerpt(string text) => Apply(text, ShortestSecret);

    /// <summary>Where a secret may begin in a text that goes on elsewhere; -1 where none does.</summary>
    public int FindPartAtEnd(string text)
    {
        int first = -1;
        foreach (var secret in _secrets)
        {
            int start = secret.FindPartAtEnd(text);
            if (start >= 0 && (first < 0 || start < first))
                first = start;
        }

        return first;
    }

    /// <summary>The same secrets for texts that have a character for each byte.</summary>
    public SecretMask ForBytes()
    {
        var bytes = new SecretMask();
        foreach (string secret in _secrets.Select(secret => secret.Text))
        {
            bytes.Add(secret);
            string encoded = string.Concat(Encoding.UTF8.GetBytes(secret).Select(value => (char)value));
            if (encoded != secret)
                bytes.Add(encoded);
        }

        return bytes;
    }

    private string Apply(string text, int? shortestPart)
    {
        foreach (var secret in _secrets)
            text = secret.Replace(text, Text, shortestPart);
        return text;
    }
}
