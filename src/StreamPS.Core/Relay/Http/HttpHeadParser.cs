using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using StreamPS.Transport;

namespace StreamPS.Relay.Http;

/// <summary>
/// Reads the head of a request (RFC 9112). What can be read in two ways is refused: a proxy in front might read it in the other one.
/// </summary>
internal sealed class HttpHeadParser
{
    private const string Visible = "Only visible ASCII characters can stand in the request's target.";

    // What decides about how a request is read and whether it's allowed can't be said twice.
    private static readonly HashSet<string> Single = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Content-Length", "Transfer-Encoding", "Content-Type", "Content-Encoding", "Authorization", "Expect", "Origin",
        "Sec-Fetch-Site", "Access-Control-Request-Method", "Access-Control-Request-Headers",
    };

    private readonly HttpLimits _limits;

    public HttpHeadParser(HttpLimits limits)
    {
        _limits = limits;
    }

    /// <summary>Looks for the blank line that ends a head.</summary>
    /// <param name="bytes">What has arrived.</param>
    /// <param name="from">Where to begin: what's before was looked through already.</param>
    /// <returns>The length of the head with the blank line; -1 when it isn't whole.</returns>
    /// <exception cref="HttpRefusal">A line ends with LF alone.</exception>
    public static int FindEnd(ReadOnlySpan<byte> bytes, int from)
    {
        for (int i = from; i < bytes.Length; i++)
        {
            if (bytes[i] != (byte)'\n')
                continue;
            if (i == 0 || bytes[i - 1] != (byte)'\r')
                throw HttpRefusal.Malformed("A line of the request's head doesn't end with CR LF.");
            if (i >= 3 && bytes[i - 2] == (byte)'\n')
                return i + 1;
        }

        return -1;
    }

    /// <summary>Reads a head that is whole.</summary>
    /// <exception cref="HttpRefusal">It isn't as it has to be.</exception>
    public HttpRequestHead Parse(ReadOnlySpan<byte> bytes)
    {
        var line = TakeLine(ref bytes);
        var (method, target, isHttp10) = ParseRequestLine(line);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        int count = 0;
        while (!(line = TakeLine(ref bytes)).IsEmpty)
        {
            if (++count > _limits.Headers)
                throw new HttpRefusal(431, $"The request has more than {_limits.Headers} headers.");
            Add(headers, line);
        }

        return Create(method, target, isHttp10, headers);
    }

    /// <summary>Reads a line of a trailer, which says nothing that counts.</summary>
    /// <exception cref="HttpRefusal">It isn't a header.</exception>
    public static void CheckField(ReadOnlySpan<byte> line) => ReadField(line);

    private static ReadOnlySpan<byte> TakeLine(ref ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf("\r\n"u8);
        var line = bytes.Slice(0, end);
        bytes = bytes.Slice(end + 2);
        return line;
    }

    private static (string Method, string Target, bool IsHttp10) ParseRequestLine(ReadOnlySpan<byte> line)
    {
        int first = line.IndexOf((byte)' ');
        int last = line.LastIndexOf((byte)' ');
        if (first <= 0 || last == first)
            throw HttpRefusal.Malformed("The request's first line isn't METHOD TARGET HTTP/1.1.");

        string method = Latin1(line.Slice(0, first));
        var target = line.Slice(first + 1, last - first - 1);
        var version = line.Slice(last + 1);
        if (!HttpHeaderText.IsName(method))
            throw HttpRefusal.Malformed("The request's method isn't a word.");

        bool isVersion = version.Length == 8 && version.StartsWith("HTTP/"u8) && IsDigit(version[5]) && version[6] == (byte)'.' && IsDigit(version[7]);
        if (!isVersion)
            throw HttpRefusal.Malformed("The request's first line doesn't end with HTTP/1.1.");
        if (version[5] != (byte)'1')
            throw new HttpRefusal(505, "Only HTTP/1.1 and HTTP/1.0 are spoken here.");
        if (target.IsEmpty)
            throw HttpRefusal.Malformed("The request has no target.");
        foreach (byte each in target)
        {
            if (each is <= (byte)' ' or > (byte)'~' or (byte)'#')
                throw HttpRefusal.Malformed(Visible);
        }

        return (method, Latin1(target), version[7] == (byte)'0');
    }

    private static void Add(Dictionary<string, string> headers, ReadOnlySpan<byte> line)
    {
        var (name, value) = ReadField(line);
        if (!headers.TryGetValue(name, out string? before))
            headers.Add(name, value);
        else if (Single.Contains(name))
            throw HttpRefusal.Malformed($"The header {name} stands there twice.");
        else
            headers[name] = $"{before}, {value}";
    }

    private static (string Name, string Value) ReadField(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty || line[0] is (byte)' ' or (byte)'\t')
            throw HttpRefusal.Malformed("A header goes on in a second line, which HTTP no longer allows.");

        int colon = line.IndexOf((byte)':');
        string name = colon < 0 ? "" : Latin1(line.Slice(0, colon));
        if (!HttpHeaderText.IsName(name))
            throw HttpRefusal.Malformed("A header has no name, or one with characters that HTTP doesn't allow.");

        var value = line.Slice(colon + 1);
        foreach (byte each in value)
        {
            if (each is < (byte)' ' and not (byte)'\t' or 0x7F)
                throw HttpRefusal.Malformed($"The header {name} has a control character in it.");
        }

        return (name, Latin1(value).Trim(' ', '\t'));
    }

    private static HttpRequestHead Create(string method, string target, bool isHttp10, Dictionary<string, string> headers)
    {
        if (!isHttp10 && !headers.ContainsKey("Host"))
            throw HttpRefusal.Malformed("The request has no Host header.");

        var (path, authority) = ReadTarget(method, target);
        bool isChunked = ReadTransferEncoding(headers, isHttp10);
        bool expects = false;
        if (headers.TryGetValue("Expect", out string? expectation) && !isHttp10)
        {
            expects = expectation.Equals("100-continue", StringComparison.OrdinalIgnoreCase)
                ? true
                : throw new HttpRefusal(417, "The only expectation that can be met is 100-continue.");
        }

        var head = new HttpRequestHead(method, path, authority, isHttp10, headers)
        {
            IsChunked = isChunked,
            ContentLength = ReadContentLength(headers),
            ExpectsContinue = expects,
        };
        if (isChunked && head.ContentLength is not null)
            throw HttpRefusal.Malformed("The request has both a Content-Length and a Transfer-Encoding.");

        bool keepsAlive = !head.HeaderHas("Connection", "close") && (!isHttp10 || head.HeaderHas("Connection", "keep-alive"));
        return new HttpRequestHead(method, path, authority, isHttp10, headers)
        {
            IsChunked = head.IsChunked,
            ContentLength = head.ContentLength,
            ExpectsContinue = expects,
            KeepsAlive = keepsAlive,
        };
    }

    private static (string Path, string? Authority) ReadTarget(string method, string target)
    {
        string? authority = null;
        const string Scheme = "http://";
        if (target.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            int end = target.IndexOfAny(['/', '?'], Scheme.Length);
            authority = end < 0 ? target.Substring(Scheme.Length) : target.Substring(Scheme.Length, end - Scheme.Length);
            target = end < 0 ? "/" : target.Substring(end);
            if (target[0] == '?')
                target = "/" + target;
        }

        if (target[0] != '/' && !(target == "*" && method == "OPTIONS"))
            throw HttpRefusal.Malformed("The request's target has to be a path.");

        int query = target.IndexOf('?');
        return (query < 0 ? target : target.Substring(0, query), authority);
    }

    private static bool ReadTransferEncoding(Dictionary<string, string> headers, bool isHttp10)
    {
        if (!headers.TryGetValue("Transfer-Encoding", out string? coding))
            return false;
        if (isHttp10)
            throw HttpRefusal.Malformed("HTTP/1.0 has no Transfer-Encoding.");
        return coding.Equals("chunked", StringComparison.OrdinalIgnoreCase)
            ? true
            : throw new HttpRefusal(501, "The only transfer encoding that is read here is chunked.");
    }

    private static long? ReadContentLength(Dictionary<string, string> headers)
    {
        if (!headers.TryGetValue("Content-Length", out string? length))
            return null;
        return length.Length is > 0 and <= 18 && length.All(character => character is >= '0' and <= '9')
            ? long.Parse(length, NumberStyles.None, CultureInfo.InvariantCulture)
            : throw HttpRefusal.Malformed("The Content-Length isn't a number.");
    }

    private static bool IsDigit(byte value) => value is >= (byte)'0' and <= (byte)'9';

    private static string Latin1(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        foreach (byte each in bytes)
            text.Append((char)each);
        return text.ToString();
    }
}
