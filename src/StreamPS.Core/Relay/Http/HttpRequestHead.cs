using System;
using System.Collections.Generic;

namespace StreamPS.Relay.Http;

/// <summary>A request without its body.</summary>
internal sealed class HttpRequestHead
{
    private readonly Dictionary<string, string> _headers;

    public HttpRequestHead(string method, string path, string? authority, bool isHttp10, Dictionary<string, string> headers)
    {
        Method = method;
        Path = path;
        Authority = authority;
        IsHttp10 = isHttp10;
        _headers = headers;
    }

    public string Method { get; }

    /// <summary>The path as it was sent, without the query.</summary>
    public string Path { get; }

    /// <summary>The host of a target that is a whole address; null in the usual case.</summary>
    public string? Authority { get; }

    public bool IsHttp10 { get; }

    /// <summary>The body's length; null when it comes in chunks, or when there is none.</summary>
    public long? ContentLength { get; init; }

    public bool IsChunked { get; init; }

    /// <summary>Whether the client waits for a word before it sends the body.</summary>
    public bool ExpectsContinue { get; init; }

    /// <summary>Whether the client wants to send more requests over the connection.</summary>
    public bool KeepsAlive { get; init; }

    public bool HasBody => IsChunked || ContentLength > 0;

    /// <summary>A header's value, several joined by commas; null when there is none.</summary>
    public string? Header(string name) => _headers.TryGetValue(name, out string? value) ? value : null;

    /// <summary>Whether one of the words that a header lists is the one given.</summary>
    public bool HeaderHas(string name, string word)
    {
        foreach (string item in (Header(name) ?? "").Split(','))
        {
            if (item.Trim().Equals(word, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
