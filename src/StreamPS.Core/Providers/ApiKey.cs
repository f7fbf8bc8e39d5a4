using System;
using System.Net;
using System.Security;

namespace StreamPS;

/// <summary>A service's key. It goes into the request and nowhere else: its text form is a mask.</summary>
public sealed class ApiKey
{
    private readonly string _value;

    /// <summary>Makes a key.</summary>
    /// <param name="value">The key as the service gave it.</param>
    /// <exception cref="ChatInputException">The key is empty or has characters that no key has.</exception>
    public ApiKey(string value)
    {
        _value = value.Trim();
        if (_value.Length == 0)
            throw new ChatInputException(ChatErrorKind.ApiKeyMissing, "The key is empty.");

        foreach (char character in _value)
        {
            if (character is <= ' ' or > '~')
                throw new ChatInputException(ChatErrorKind.InvalidRequest, "The key has a character that can't stand in a request: a space, a line end or one that isn't ASCII.");
        }
    }

    /// <summary>Makes a key.</summary>
    /// <param name="value">The key as the service gave it.</param>
    /// <exception cref="ChatInputException">The key is empty or has characters that no key has.</exception>
    public ApiKey(SecureString value)
        : this(new NetworkCredential("", value).Password)
    {
    }

    internal string Reveal() => _value;

    /// <summary>A mask.</summary>
    /// <returns>Always the same text.</returns>
    public override string ToString() => SecretMask.Text;
}
