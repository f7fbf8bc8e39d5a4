using System.Collections.Generic;
using System.Text;

namespace StreamPS.Relay.Http;

/// <summary>What is answered to a request: all of it, or what precedes a body that is written piece by piece.</summary>
internal sealed class HttpAnswer
{
    private readonly List<KeyValuePair<string, string>> _headers = [];

    public HttpAnswer(int status, string? contentType = null, byte[]? body = null)
    {
        Status = status;
        Body = body ?? [];
        if (contentType is not null)
            With("Content-Type", contentType);
    }

    public int Status { get; }

    public byte[] Body { get; }

    public IReadOnlyList<KeyValuePair<string, string>> Headers => _headers;

    /// <summary>A text as the body.</summary>
    public static HttpAnswer Text(int status, string contentType, string text) => new(status, contentType, Encoding.UTF8.GetBytes(text));

    /// <summary>Adds a header.</summary>
    public HttpAnswer With(string name, string value)
    {
        _headers.Add(new KeyValuePair<string, string>(name, value));
        return this;
    }
}
