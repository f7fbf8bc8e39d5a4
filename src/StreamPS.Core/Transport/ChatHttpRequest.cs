using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Net.Http.Headers;

namespace StreamPS.Transport;

/// <summary>A request as it's sent, and sent again: an HttpRequestMessage can be used once only.</summary>
internal sealed class ChatHttpRequest
{
    private static readonly string UserAgent = "StreamPS/" + typeof(ChatHttpRequest).Assembly.GetName().Version!.ToString(3);

    public ChatHttpRequest(Uri address, IReadOnlyList<KeyValuePair<string, string>> headers, byte[]? body)
    {
        Address = address;
        Headers = headers;
        Body = body;
    }

    public Uri Address { get; }

    /// <summary>Headers beside those every request has; a later one replaces an earlier one of the same name.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; }

    /// <summary>The body, JSON in UTF-8; null makes the request a GET.</summary>
    public byte[]? Body { get; }

    /// <summary>The model that's asked, to note on a cassette; null where a request has none.</summary>
    public string? Model { get; init; }

    /// <summary>Tells which limit of the reply's has run out, to note on a cassette; null when none has.</summary>
    public Func<ChatErrorKind?>? Limit { get; init; }

    public ChatHttpRequest WithAddress(Uri address) => new(address, Headers, Body) { Model = Model, Limit = Limit };

    /// <summary>The message to send.</summary>
    /// <param name="connection">
    /// The time allowed for connecting, which is lifted when the service was reached and the body is about to go out. A GET has none, so that
    /// nothing is lifted.
    /// </param>
    public HttpRequestMessage ToMessage(TimeLimit connection)
    {
        var message = new HttpRequestMessage(Body is null ? HttpMethod.Get : HttpMethod.Post, Address);
        if (Body is not null)
        {
            message.Content = new AnnouncedContent(Body, connection.Lift)
            {
                Model = Model,
                Limit = () => connection.HasExpired ? ChatErrorKind.ConnectionFailed : Limit?.Invoke(),
            };
            message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

#if NET
        message.Version = System.Net.HttpVersion.Version20;
        message.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
#endif
        Set(message, "Accept", "application/json");
        Set(message, "User-Agent", UserAgent);
        foreach (var header in Headers)
            Set(message, header.Key, header.Value);
        return message;
    }

    private static void Set(HttpRequestMessage message, string name, string value)
    {
        HttpHeaders? headers = HttpHeaderText.BelongsToContent(name) ? message.Content?.Headers : message.Headers;
        headers?.Remove(name);
        headers?.TryAddWithoutValidation(name, value);
    }
}
