using System;
using System.Collections.Generic;

namespace StreamPS;

/// <summary>A request as it would be sent. Keys and other secrets are masked.</summary>
public sealed class ChatRequestPreview
{
    internal ChatRequestPreview(Uri address, IReadOnlyList<KeyValuePair<string, string>> headers, string body)
    {
        Address = address;
        Headers = headers;
        Body = body;
    }

    /// <summary>The address it's posted to.</summary>
    public Uri Address { get; }

    /// <summary>Its headers, beside those that follow from HTTP.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; }

    /// <summary>Its body, JSON.</summary>
    public string Body { get; }
}
