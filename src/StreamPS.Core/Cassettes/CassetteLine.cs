using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace StreamPS.Cassettes;

/// <summary>A line of a cassette while it's read: fields that are there and of their type, or an error that says which isn't.</summary>
internal readonly struct CassetteLine
{
    private static readonly double LongestTime = TimeSpan.FromDays(7).TotalMilliseconds;

    private readonly JsonElement _line;

    public CassetteLine(JsonElement line)
    {
        _line = line;
    }

    public double Milliseconds => Find(CassetteNames.Milliseconds) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out double time) && time >= 0 && time <= LongestTime
        ? time
        : throw Wrong(CassetteNames.Milliseconds, "a time in milliseconds, up to 7 days");

    public IReadOnlyList<KeyValuePair<string, string>> Headers
    {
        get
        {
            if (Find(CassetteNames.Headers) is not { } headers)
                return [];
            if (headers.ValueKind != JsonValueKind.Object || !headers.EnumerateObject().All(IsHeader))
                throw Wrong(CassetteNames.Headers, "an object of header names and their texts");
            return headers.EnumerateObject().Select(header => new KeyValuePair<string, string>(header.Name, header.Value.GetString()!)).ToArray();
        }
    }

    public JsonElement? Find(string name) => _line.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public string Text(string name) => OptionalText(name) ?? throw Wrong(name, "a text");

    public string? OptionalText(string name)
    {
        if (Find(name) is not { } value)
            return null;
        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw Wrong(name, "a text");
    }

    public int Number(string name, int lowest = 0, int highest = int.MaxValue) =>
        Find(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out int number) && number >= lowest && number <= highest
            ? number
            : throw Wrong(name, highest == int.MaxValue ? "a whole number" : $"a number from {lowest} to {highest}");

    public Uri Uri(string name) =>
        System.Uri.TryCreate(Text(name), UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address : throw Wrong(name, "an address");

    public T Name<T>(string name)
        where T : struct, Enum =>
        OptionalName<T>(name) ?? throw Wrong(name, $"one of {string.Join(", ", Enum.GetNames(typeof(T)))}");

    public T? OptionalName<T>(string name)
        where T : struct, Enum
    {
        if (OptionalText(name) is not { } text)
            return null;
        return Enum.GetNames(typeof(T)).Contains(text) ? (T)Enum.Parse(typeof(T), text) : throw Wrong(name, $"one of {string.Join(", ", Enum.GetNames(typeof(T)))}");
    }

    private static bool IsHeader(JsonProperty header) =>
        header.Value.ValueKind == JsonValueKind.String && Transport.HttpHeaderText.IsName(header.Name) && header.Value.GetString()!.All(character => character is not ('\r' or '\n' or '\0'));

    private static FormatException Wrong(string name, string expected) => new($"its field '{name}' isn't {expected}");
}
