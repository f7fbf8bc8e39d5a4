using System;
using System.Linq;
using System.Net;
using System.Text;
using System.Text.Json;

namespace StreamPS.Protocols;

/// <summary>Finds the service's words in the many shapes in which errors come: nested, flat, as text, in an array, as a web page.</summary>
internal static class ServiceErrorReader
{
    private const int LongestExcerpt = 300;

    /// <summary>Reads the body of an error response.</summary>
    public static ServiceError Read(ReadOnlyMemory<byte> body)
    {
        // Bytes that aren't UTF-8 become U+FFFD: the parser would throw when such a text is taken.
        string text = Encoding.UTF8.GetString(body.Span).TrimStart('\uFEFF');
        try
        {
            using var document = JsonDocument.Parse(text);
            if (TryRead(document.RootElement, out var error))
                return error;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // No JSON, or half a surrogate pair in a name.
        }

        return new ServiceError(Excerpt(text), code: null);
    }

    /// <summary>Reads an error from a JSON value.</summary>
    /// <returns>False when the value holds no error that could be recognised.</returns>
    public static bool TryRead(JsonElement value, out ServiceError error)
    {
        error = null!;
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                error = new ServiceError(GetString(value), code: null);
                return true;
            case JsonValueKind.Array:
                return value.GetArrayLength() > 0 && TryRead(value[0], out error);
            case JsonValueKind.Object:
                break;
            default:
                return false;
        }

        bool isNested = value.TryGetProperty("error", out var nested);
        if (isNested && nested.ValueKind is JsonValueKind.Object or JsonValueKind.Array && TryRead(nested, out error))
            return true;

        string? message = Text(value, "message") ?? (isNested ? Text(value, "error") : null) ?? Text(value, "detail") ?? Text(value, "error_description");
        string? code = Code(value);
        if (message is null && code is null)
            return false;

        error = new ServiceError(message, code, Status(value));
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
        string? code = Text(value, "code");
        string? type = Text(value, "type");
        if (type == "error")
            type = null;
        return string.IsNullOrEmpty(code) || code!.All(char.IsDigit) ? type ?? Text(value, "status") ?? code : code;
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
