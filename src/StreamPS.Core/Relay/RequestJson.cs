using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using StreamPS.Relay.Http;

namespace StreamPS.Relay;

/// <summary>Reads the JSON of requests. What has another type than it has to be is refused by its name.</summary>
internal static class RequestJson
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="HttpRefusal">It's no JSON object.</exception>
    public static JsonDocument ParseObject(byte[] body)
    {
        if (body.Length == 0)
            throw HttpRefusal.Malformed("The request has no body.");

        JsonDocument document;
        try
        {
            StrictUtf8.GetCharCount(body);
            document = JsonDocument.Parse(body);
        }
        catch (DecoderFallbackException)
        {
            throw HttpRefusal.Malformed("The request's body isn't UTF-8.");
        }
        catch (JsonException exception)
        {
            throw HttpRefusal.Malformed($"The request's body isn't JSON: line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}.");
        }

        if (document.RootElement.ValueKind == JsonValueKind.Object)
            return document;

        document.Dispose();
        throw HttpRefusal.Malformed("The request's body has to be a JSON object.");
    }

    /// <summary>A field's value; null when it isn't there or null.</summary>
    public static JsonElement? Field(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <exception cref="HttpRefusal">It isn't a text.</exception>
    public static string? Text(this JsonElement element, string name) => element.Field(name) is { } value ? AsText(value, name) : null;

    /// <exception cref="HttpRefusal">It isn't a text.</exception>
    public static string AsText(this JsonElement value, string name)
    {
        if (value.ValueKind != JsonValueKind.String)
            throw HttpRefusal.Malformed($"{name} has to be a text.");

        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw HttpRefusal.Malformed($"{name} has half a surrogate pair in it.");
        }
    }

    /// <exception cref="HttpRefusal">It isn't a number within the limits.</exception>
    public static double? Number(this JsonElement element, string name, double least, double most)
    {
        if (element.Field(name) is not { } value)
            return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && number >= least && number <= most
            ? number
            : throw HttpRefusal.Malformed($"{name} has to be a number from {least} to {most}.");
    }

    /// <exception cref="HttpRefusal">It isn't a whole number within the limits.</exception>
    public static long? Whole(this JsonElement element, string name, long least = long.MinValue, long most = long.MaxValue)
    {
        if (element.Field(name) is not { } value)
            return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) && number >= least && number <= most
            ? number
            : throw HttpRefusal.Malformed($"{name} has to be a whole number{(least == long.MinValue ? "" : $" from {least} to {most}")}.");
    }

    /// <exception cref="HttpRefusal">It's neither true nor false.</exception>
    public static bool Flag(this JsonElement element, string name) => element.Field(name) switch
    {
        null => false,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw HttpRefusal.Malformed($"{name} has to be true or false."),
    };

    /// <exception cref="HttpRefusal">It isn't an object.</exception>
    public static JsonElement? Object(this JsonElement element, string name)
    {
        if (element.Field(name) is not { } value)
            return null;
        return value.ValueKind == JsonValueKind.Object ? value : throw HttpRefusal.Malformed($"{name} has to be an object.");
    }

    /// <exception cref="HttpRefusal">It isn't a list.</exception>
    public static IEnumerable<JsonElement> List(this JsonElement element, string name)
    {
        if (element.Field(name) is not { } value)
            return [];
        return value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : throw HttpRefusal.Malformed($"{name} has to be a list.");
    }
}
