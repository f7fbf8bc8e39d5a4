using System;
using System.Linq;
using System.Net;
using System.Text;
using System.Text.Json;
using StreamPS.Transport;

namespace StreamPS.Protocols;

/// <summary>Finds the service's words in the many shapes in which errors come: nested, flat, as text, in an array, as a web page.</summary>
internal static class ServiceErrorReader
{
    private const int LongestExcerpt = 300;

    /// <summary>Reads an error. What isn't JSON gives its readable beginning.</summary>
    public static ServiceError Read(ReadOnlySpan<byte> body) =>
        TryRead(body, out var error) ? error : new ServiceError(Excerpt(Encoding.UTF8.GetString(body)), code: null);

    /// <summary>Reads an error that is JSON.</summary>
    /// <returns>False when it isn't, or holds no error that could be recognised.</returns>
    public static bool TryRead(ReadOnlySpan<byte> body, out ServiceError error)
    {
        try
        {
            // Bytes that aren't UTF-8 become U+FFFD: the parser would throw when such a text is taken.
            using var document = JsonDocument.Parse(Encoding.UTF8.GetString(body).TrimStart('\uFEFF'));
            return TryRead(document.RootElement, requestId: null, out error);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // No JSON, or half a surrogate pair in a name.
            error = null!;
            return false;
        }
    }

    private static bool TryRead(JsonElement value, string? requestId, out ServiceError error)
    {
        error = null!;
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                error = new ServiceError(GetString(value), code: null);
                return true;
            case JsonValueKind.Array:
                return value.GetArrayLength() > 0 && TryRead(value[0], requestId, out error);
            case JsonValueKind.Object:
                break;
            default:
                return false;
        }

        requestId = Text(value, "request_id") ?? requestId;
        bool isNested = value.TryGetProperty("error", out var nested);
        if (isNested && nested.ValueKind is JsonValueKind.Object or JsonValueKind.Array && TryRead(nested, requestId, out error))
            return true;

        string? message = Text(value, "message") ?? (isNested ? Text(value, "error") : null) ?? Text(value, "detail") ?? Text(value, "error_description");
        string? code = Code(value);
        if (message is null && code is null)
            return false;

        error = new ServiceError(message, code, Status(value)) { RetryAfter = Wait(value), RequestId = requestId };
        return true;
    }

    /// <summary>The readable beginning of a text that isn't JSON: a web page's title, or its first words.</summary>
    public static string Excerpt(string text)
    {
        string words = PageText.Read(text);
        // Cut between words: half a key would no longer be found by what masks keys.
        return words.Length <= LongestExcerpt ? words : words.Substring(0, Math.Max(0, words.LastIndexOf(' ', LongestExcerpt))) + "…";
    }

    // A code such as "invalid_api_key" says more than its type "invalid_request_error", but a code may also be the HTTP status as a number.
    private static string? Code(JsonElement value)
    {
        // Anthropic: which limit was reached, where the type only says that it was one.
        if (value.TryGetProperty("details", out var details) && details.ValueKind == JsonValueKind.Object && Text(details, "error_code") is { } detail)
            return detail;

        string? code = Text(value, "code");
        string? type = Text(value, "type");
        if (type == "error")
            type = null;
        return string.IsNullOrEmpty(code) || code!.All(char.IsDigit) ? type ?? Text(value, "status") ?? code : code;
    }

    // Google lists what it has to say beside the words, each with its type: the wait in "…RetryInfo".
    private static TimeSpan? Wait(JsonElement value)
    {
        if (!value.TryGetProperty("details", out var details) || details.ValueKind != JsonValueKind.Array)
            return null;

        foreach (var detail in details.EnumerateArray())
        {
            if (detail.ValueKind == JsonValueKind.Object
                && Text(detail, "@type")?.EndsWith("google.rpc.RetryInfo", StringComparison.Ordinal) == true
                && DurationText.TryParse(Text(detail, "retryDelay") ?? "", out var wait))
            {
                return wait;
            }
        }

        return null;
    }

    private static HttpStatusCode? Status(JsonElement value) =>
        int.TryParse(Text(value, "code"), out int status) && status is >= 400 and < 600 ? (HttpStatusCode)status : null;

    private static string? Text(JsonElement value, string name)
    {
        if (!value.TryGetProperty(name, out var property))
            return null;

        return property.ValueKind switch
        {
            JsonValueKind.String => GetString(property) is { Length: > 0 } text ? text : null,
            JsonValueKind.Null or JsonValueKind.Undefined => null,
            _ => property.GetRawText(),
        };
    }

    // A message may be cut in the middle of an emoji, which the parser refuses.
    private static string? GetString(JsonElement value)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(value.GetRawText()));
        reader.Read();
        return reader.ReadString();
    }
}
