using System;
using System.Collections.Generic;

namespace StreamPS.Relay.Http;

/// <summary>A request that isn't served: the status and the words of the answer.</summary>
internal sealed class HttpRefusal : Exception
{
    public HttpRefusal(int status, string message, params KeyValuePair<string, string>[] headers)
        : base(message)
    {
        Status = status;
        Headers = headers;
    }

    /// <summary>The answer's status.</summary>
    public int Status { get; }

    /// <summary>Headers that the answer has because of it.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; }

    /// <summary>What isn't HTTP as it has to be.</summary>
    public static HttpRefusal Malformed(string message) => new(400, message);
}
